// What a screen reader is told of the workbench: the browser's accessibility tree, which it makes of roles, names and states.
import { settled } from "./panel.mjs";

/** For a tree to draw what a key changed. */
const DRAWN_MS = 40;

/**
 * A node of the accessibility tree that is not left out of it.
 * @typedef {object} Told
 * @property {string} role
 * @property {string} name
 * @property {Record<string, unknown>} states by name: `level`, `expanded`, `focusable` …
 * @property {Told[]} within the nodes that it stands in, the nearest first
 * @property {number} element of the page that it is made of
 */

/**
 * Every node that a screen reader can come to.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<Told[]>}
 */
export async function toldNodes(page) {
  const { nodes } = await ask(page, (session) => session.send("Accessibility.getFullAXTree"));
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const told = new Map(nodes.filter(isTold).map((node) => [node.nodeId, toldNode(node)]));
  for (const [id, node] of told) {
    for (let around = byId.get(byId.get(id).parentId); around !== undefined; around = byId.get(around.parentId)) {
      if (told.has(around.nodeId)) node.within.push(told.get(around.nodeId));
    }
  }
  return [...told.values()];
}

/** A box without a name is in the browser's tree, and a screen reader says nothing of it. */
function isTold({ ignored, role, name }) {
  return !ignored && !(role?.value === "generic" && !name?.value);
}

function toldNode({ role, name, properties = [], backendDOMNodeId }) {
  const states = Object.fromEntries(properties.map((property) => [property.name, property.value.value]));
  return { role: role?.value ?? "", name: name?.value ?? "", states, within: [], element: backendDOMNodeId };
}

/**
 * What stands directly in the tree of that name: its rows, and whatever stands there without being one.
 * @returns {Promise<(Told & {place: number, of: number})[]>} each with its place among the rows of its parent, counted from 1, and how many those are
 */
export async function toldRows(page, tree) {
  const inTree = (await toldNodes(page)).filter(({ within: [nearest] }) => nearest?.role === "tree" && nearest.name === tree);
  return ask(page, async (session) => {
    await session.send("DOM.getDocument", { depth: 0 });
    const rows = [];
    for (const row of inTree) {
      const { node } = await session.send("DOM.describeNode", { backendNodeId: row.element });
      // The browser tells assistive programs of these two, and its own protocol not.
      const attribute = (name) => Number(node.attributes?.find((_, index, all) => index % 2 === 1 && all[index - 1] === name) ?? Number.NaN);
      rows.push({ ...row, place: attribute("aria-posinset"), of: attribute("aria-setsize") });
    }
    return rows;
  });
}

async function ask(page, question) {
  const session = await page.context().newCDPSession(page);
  try {
    return await question(session);
  } finally {
    await session.detach();
  }
}

/**
 * Opens every row of the tree of that name with the keyboard alone.
 * @param {import("playwright-core").Page} page so high that the tree has all of its rows on the screen
 */
export async function openRows(page, tree) {
  const list = page.locator(`.sidebar [role="tree"][aria-label="${tree}"]`);
  const closed = list.locator('[role="treeitem"][aria-expanded="false"]');
  await list.locator('[role="treeitem"]').first().waitFor();
  await list.focus();
  // What a row holds may have rows to open, too.
  while (await hasAny(page, list, closed)) {
    await press(page, "Home");
    let row = await activeRow(list);
    for (let last; row.id !== last; row = await activeRow(list)) {
      last = row.id;
      if (row.expanded === "false") await press(page, "ArrowRight");
      await press(page, "ArrowDown");
    }
  }
}

/** Whether there is such a row once the tree waits for none any more. */
async function hasAny(page, list, rows) {
  await settled(page, () => list.locator(".codicon-tree-item-loading").count(), (loading) => loading === 0);
  return (await rows.count()) > 0;
}

async function press(page, key) {
  await page.keyboard.press(key);
  await page.waitForTimeout(DRAWN_MS);
}

/** The row that the keyboard is at, as the tree tells it. */
function activeRow(list) {
  return list.evaluate((tree) => {
    const row = document.getElementById(tree.getAttribute("aria-activedescendant") ?? "");
    return { id: row?.id ?? "", expanded: row?.getAttribute("aria-expanded") ?? null };
  });
}
