// The scale bar of a picture: a round number of km, as long as it is in the middle of the map.

const LONGEST = 140; // px
const ROUND = [5, 3, 2, 1]; // as Leaflet's bar on the page

/** @typedef {{km: number, width: number}} Scale width: px */

/** @param {any} map Leaflet's @returns {Scale} */
export function scaleOf(map) {
  const y = map.getSize().y / 2;
  const metres = map.distance(map.containerPointToLatLng([0, y]), map.containerPointToLatLng([LONGEST, y]));
  const power = 10 ** Math.floor(Math.log10(metres));
  const rounded = (ROUND.find((step) => step * power <= metres) || 1) * power;
  return { km: rounded / 1000, width: (LONGEST * rounded) / metres };
}

/** @param {CanvasRenderingContext2D} ctx @param {Scale} scale @param {number} x left end @param {number} y foot @param {import("../map/lines.js").Palette} palette @param {any} texts */
export function paintScale(ctx, { km, width }, x, y, palette, texts) {
  const words = km < 1 ? texts.t("scale_m", { n: texts.number(km * 1000) }) : texts.t("scale_km", { n: texts.number(km) });
  for (const [colour, line] of /** @type {[string, number][]} */ ([[palette.halo, 4], [palette.ink, 1.6]])) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = line;
    ctx.beginPath();
    ctx.moveTo(x, y - 6);
    ctx.lineTo(x, y);
    ctx.lineTo(x + width, y);
    ctx.lineTo(x + width, y - 6);
    ctx.stroke();
  }
  ctx.font = '12px "Helvetica Neue", Arial, "Liberation Sans", sans-serif';
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3;
  ctx.strokeStyle = palette.halo;
  ctx.strokeText(words, x + width / 2, y - 6);
  ctx.fillStyle = palette.ink;
  ctx.fillText(words, x + width / 2, y - 6);
  ctx.textAlign = "left";
}
