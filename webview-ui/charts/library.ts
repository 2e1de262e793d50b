import { BarChart, HeatmapChart, SankeyChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

// A bundle of its own: it is three quarters of the page's code, and numbers are shown without it.
use([BarChart, HeatmapChart, SankeyChart, GridComponent, TooltipComponent, SVGRenderer]);
window.spotterCharts = { init };
