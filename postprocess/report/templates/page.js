"use strict";
(() => {
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const plots = JSON.parse(document.getElementById("plots").textContent);

  // --- the plot: every curve has its own x; the library wants one for all, with gaps ------------
  const aligned = (plot) => {
    const points = [];
    plot.series.forEach((series, place) => series.x.forEach((x, number) => {
      const y = series.y[number];
      if (x === null || y === null || (plot.log_x && x <= 0) || (plot.log_y && y <= 0)) return;
      points.push({ x, y, place, error: series.error.length ? series.error[number] : null });
    }));
    points.sort((one, other) => one.x - other.x);
    // Values at one x share a row: the library looks up the ends of its range by x, and of several
    // rows with the same x it would leave some out of the range of y.
    const rows = [];
    points.forEach((point) => {
      let row = rows[rows.length - 1];
      if (!row || row.x !== point.x || row.y[point.place] !== null) {
        row = { x: point.x, y: plot.series.map(() => null) };
        rows.push(row);
      }
      row.y[point.place] = point.y;
    });
    const columns = plot.series.map((_, place) => rows.map((row) => row.y[place]));
    return { points, data: [rows.map((row) => row.x), ...columns] };
  };

  const colour = (place) => style(`--curve-${place % 8}`);

  const errorBars = (points) => (u) => {
    const { ctx } = u;
    ctx.save();
    ctx.lineWidth = devicePixelRatio;
    points.forEach((point) => {
      if (point.error === null || !u.series[point.place + 1].show) return;
      const x = u.valToPos(point.x, "x", true);
      const [low, high] = [-1, 1].map((s) => u.valToPos(point.y + s * point.error, "y", true));
      if (!Number.isFinite(low + high) || x < u.bbox.left || x > u.bbox.left + u.bbox.width) return;
      ctx.strokeStyle = colour(point.place);
      ctx.beginPath();
      ctx.moveTo(x, Math.min(low, u.bbox.top + u.bbox.height));
      ctx.lineTo(x, Math.max(high, u.bbox.top));
      ctx.stroke();
    });
    ctx.restore();
  };

  const area = document.getElementById("plot-area");
  let shown = null;
  const draw = () => {
    const plot = plots[document.getElementById("plot-choice").value];
    const { points, data } = aligned(plot);
    if (shown) shown.destroy();
    const tick = (value) => {
      if (value === null || value === undefined) return "";
      const size = Math.abs(value);
      const isShort = size === 0 || (size >= 1e-3 && size < 1e5);
      return isShort ? String(Number(value.toPrecision(6))) : value.toExponential(0).replace("+", "");
    };
    const axis = (label, size) => ({
      label, labelSize: 22, size, stroke: style("--ink"),
      values: (u, splits) => splits.map(tick),
      grid: { stroke: style("--line"), width: 1 }, ticks: { stroke: style("--line"), width: 1 },
    });
    const number = (u, value) => (value === null || value === undefined ? "-" : value.toPrecision(4));
    shown = new uPlot({
      width: area.clientWidth, height: Math.min(420, Math.max(280, area.clientWidth * 0.5)),
      scales: { x: { time: false, distr: plot.log_x ? 3 : 1 }, y: { distr: plot.log_y ? 3 : 1 } },
      axes: [axis(plot.x_label, 44), axis(plot.y_label, 64)],
      cursor: { drag: { x: true, y: true, uni: 20 } },
      hooks: { draw: [errorBars(points)] },
      series: [{ label: plot.x_label, value: number }, ...plot.series.map((series, place) => ({
        label: series.label, stroke: colour(place), width: series.joined ? 1.8 : 0,
        dash: place % 2 ? [7, 4] : [], spanGaps: true, value: number,
        paths: series.joined ? undefined : () => null,
        points: { show: !series.joined || series.x.length < 40, size: 6, fill: colour(place) },
      }))],
    }, data, area);
  };

  const zoom = (factor) => {
    if (!shown) return;
    if (!factor) { shown.setData(shown.data); return; }
    ["x", "y"].forEach((key) => {
      const { min, max, distr } = shown.scales[key];
      const [to, from] = distr === 3 ? [Math.log, Math.exp] : [(v) => v, (v) => v];
      const [middle, half] = [(to(max) + to(min)) / 2, ((to(max) - to(min)) / 2) * factor];
      shown.setScale(key, { min: from(middle - half), max: from(middle + half) });
    });
  };

  if (plots.length) {
    document.getElementById("plot").hidden = false;
    const choice = document.getElementById("plot-choice");
    plots.forEach((plot, place) => choice.add(new Option(plot.name, place)));
    choice.addEventListener("change", draw);
    document.querySelectorAll("[data-zoom]").forEach((button) =>
      button.addEventListener("click", () => zoom(Number(button.dataset.zoom))));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    let width = area.clientWidth;
    draw();
    new ResizeObserver(() => {
      if (area.clientWidth === width) return;
      width = area.clientWidth;
      requestAnimationFrame(draw);
    }).observe(area);
  }

  // --- the table of cases: a heading sorts, words filter ------------------------------------------
  const table = document.getElementById("case-table");
  if (!table) return;
  const body = table.tBodies[0];
  const key = (row, place) => {
    const cell = row.cells[place];
    return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
  };
  const compare = (one, other) => {
    if (typeof one === "number" && typeof other === "number") return one - other;
    if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
    return one.localeCompare(other, undefined, { numeric: true });
  };
  [...table.tHead.rows[0].cells].forEach((heading, place) => {
    heading.querySelector("button").addEventListener("click", () => {
      const rising = heading.getAttribute("aria-sort") !== "ascending";
      [...table.tHead.rows[0].cells].forEach((cell) => cell.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
      const rows = [...body.rows].sort((a, b) => compare(key(a, place), key(b, place)) * (rising ? 1 : -1));
      body.append(...rows);
    });
  });
  const filter = document.getElementById("filter");
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    [...body.rows].forEach((row) => {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      count += row.hidden ? 0 : 1;
    });
    document.getElementById("shown").textContent = `${count} of ${body.rows.length} cases`;
  });
})();
