extension HTMLReport {
  /// The looks of the page, in light and dark, on screens and on paper.
  static let style = """
    :root { color-scheme: light dark; --ink: #1c2024; --soft: #60666e; --line: #d8dce2;
      --page: #ffffff; --panel: #f5f7f9; --trial: #8b98a8; --front: #1463c4; --winner: #b3261e;
      --target: #2e7d32; --mark: #fdecea; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #9aa3ad; --line: #363c44;
      --page: #14171a; --panel: #1d2125; --trial: #6c7988; --front: #6aaeff; --winner: #ff8a80;
      --target: #81c784; --mark: #3a2523; } }
    body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page);
      max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
    h1 { font-size: 1.6rem; margin-bottom: 0.2rem; }
    h2 { font-size: 1.15rem; margin-top: 2.2rem; }
    .lead { font-size: 1.15rem; }
    .soft, figcaption { color: var(--soft); font-size: 0.9rem; }
    .warning { border-left: 4px solid var(--winner); padding-left: 0.8rem; }
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr));
      gap: 0.8rem; margin: 1.2rem 0; }
    .figures div { background: var(--panel); border-radius: 6px; padding: 0.7rem 0.9rem; }
    .figures b { display: block; font-size: 1.35rem; font-weight: 600; }
    .figures span { color: var(--soft); font-size: 0.85rem; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-size: 0.9rem; }
    th, td { padding: 0.3rem 0.8rem 0.3rem 0; text-align: left; border-bottom: 1px solid var(--line);
      white-space: nowrap; }
    th { color: var(--soft); font-weight: 600; }
    td.number { font-variant-numeric: tabular-nums; }
    td.number, th.number { text-align: right; }
    tr.winner td { background: var(--mark); }
    figure { margin: 0; }
    pre { background: var(--panel); padding: 0.8rem; border-radius: 6px; overflow-x: auto; }
    svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; }
    svg text { fill: var(--soft); }
    svg .title { fill: var(--ink); }
    .grid { stroke: var(--line); stroke-width: 0.6; }
    .axis { fill: none; stroke: var(--soft); }
    .trial { fill: var(--trial); fill-opacity: 0.45; }
    .front { fill: var(--front); }
    .front-line { fill: none; stroke: var(--front); stroke-width: 1.5; }
    .target { stroke: var(--target); stroke-dasharray: 6 4; stroke-width: 1.3; }
    svg .target-label { fill: var(--target); }
    circle.winner { fill: none; stroke: var(--winner); stroke-width: 2.5; pointer-events: all; }
    svg .winner-label { fill: var(--winner); font-weight: 600; }
    """
}
