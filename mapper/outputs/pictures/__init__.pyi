from .charts import share_chart as share_chart
