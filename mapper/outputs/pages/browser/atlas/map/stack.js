// A Leaflet layer of canvases on each other that move and zoom with the map.

const STACK_MARGIN = 0.15; // of the view on each side: panning shows it before anything is drawn anew

const DRAG_REST = 120; // ms

/** Device pixels per px, within reason. */
function pixelRatio() {
  return Math.min(window.devicePixelRatio || 1, 3);
}

/**
 * @param {any} L Leaflet
 * @param {object} options
 * @param {string} options.pane made if it is missing
 * @param {number} options.zIndex
 * @param {string[]} options.names of the canvases, lowest first
 * @param {string[]} options.quick those of them with one pixel for each px, there only while something moves
 * @param {(frame: import("./shapes.js").Frame) => void} options.onFrame the canvases are empty: draw
 */
export function canvasStack(L, options) {
  /** @type {Record<string, HTMLCanvasElement>} */
  const canvases = {};
  const Stack = L.Layer.extend({
    onAdd(/** @type {any} */ map) {
      const pane = map.getPane(options.pane) || map.createPane(options.pane);
      pane.style.zIndex = String(options.zIndex);
      this._box = L.DomUtil.create("div", "mapper-stack leaflet-zoom-animated", pane);
      this._box.setAttribute("aria-hidden", "true");
      for (const name of options.names) {
        canvases[name] = L.DomUtil.create("canvas", `mapper-canvas mapper-canvas-${name}`, this._box);
      }
      this._reset();
    },
    onRemove() {
      this._box.remove();
    },
    getEvents() {
      /** @type {Record<string, any>} */
      const events = { viewreset: this._reset, move: this._dragged, moveend: this._moved, resize: this._reset };
      if (this._map.options.zoomAnimation) events.zoomanim = this._animate;
      return events;
    },
    _moved() {
      const { frame } = this;
      const map = this._map;
      const bounds = map.getPixelBounds();
      const inside =
        frame &&
        frame.zoom === map.getZoom() &&
        frame.ratio === pixelRatio() &&
        bounds.min.x >= frame.left &&
        bounds.min.y >= frame.top &&
        bounds.max.x <= frame.left + frame.width &&
        bounds.max.y <= frame.top + frame.height;
      if (!inside) this._reset();
    },
    /** While it is dragged the map is drawn anew now and then, not for each pixel. */
    _dragged() {
      if (this._rest) return;
      this._rest = window.setTimeout(() => {
        this._rest = 0;
        if (this._map && this.frame && this._map.getZoom() === this.frame.zoom) this._moved();
      }, DRAG_REST);
    },
    _reset() {
      const map = this._map;
      const size = map.getSize();
      if (!size.x || !size.y) return; // no room, nothing to draw
      const corner = map.containerPointToLayerPoint([-STACK_MARGIN * size.x, -STACK_MARGIN * size.y]).round();
      const origin = map.getPixelOrigin().add(corner);
      const ratio = pixelRatio();
      const width = Math.ceil(size.x * (1 + 2 * STACK_MARGIN));
      const height = Math.ceil(size.y * (1 + 2 * STACK_MARGIN));
      this._corner = map.layerPointToLatLng(corner);
      L.DomUtil.setPosition(this._box, corner);
      for (const canvas of Object.values(canvases)) {
        canvas.style.width = `${width}px`;
        canvas.style.height = `${height}px`;
      }
      for (const name of options.names) fit(name, options.quick.includes(name) ? null : { width, height, ratio });
      const inner = { x: STACK_MARGIN * size.x, y: STACK_MARGIN * size.y, w: size.x, h: size.y };
      this.frame = { zoom: map.getZoom(), left: origin.x, top: origin.y, width, height, ratio, inner };
      options.onFrame(this.frame);
    },
    _animate(/** @type {any} */ event) {
      if (!this.frame) return;
      const scale = this._map.getZoomScale(event.zoom, this.frame.zoom);
      const offset = this._map._latLngToNewLayerPoint(this._corner, event.zoom, event.center);
      L.DomUtil.setTransform(this._box, offset, scale);
    },
  });
  /** @param {string} name @param {{width: number, height: number, ratio: number} | null} frame null: it needs no memory */
  const fit = (name, frame) => {
    canvases[name].width = frame ? Math.round(frame.width * frame.ratio) : 0;
    canvases[name].height = frame ? Math.round(frame.height * frame.ratio) : 0;
    canvases[name].hidden = !frame;
  };
  const layer = new Stack();
  /** @param {string} name @returns {CanvasRenderingContext2D} */
  const context = (name) => /** @type {CanvasRenderingContext2D} */ (canvases[name].getContext("2d", { willReadFrequently: options.quick.includes(name) }));
  /** Make a canvas empty, ready to draw in px. @param {string} name */
  const clear = (name) => {
    const ctx = context(name);
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, canvases[name].width, canvases[name].height);
    ctx.setTransform(layer.frame.ratio, 0, 0, layer.frame.ratio, 0, 0);
    return ctx;
  };
  /** A quick canvas, empty, or nothing in its place. @param {string} name @param {boolean} on */
  const toggle = (name, on) => fit(name, on ? { ...layer.frame, ratio: 1 } : null);
  return { layer, context, clear, toggle, redraw: () => layer._map && layer._reset() };
}
