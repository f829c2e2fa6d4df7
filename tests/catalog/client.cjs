// Reads a catalog as a reading app does, with Readium's r2-opds-js (in Thorium Reader), and prints
// what it found as JSON: node client.cjs ADDRESS-OF-THE-ROOT FOLDER-OF-MODULES
"use strict";
const { createRequire } = require("node:module");
const { createHash } = require("node:crypto");
const [root, modules] = process.argv.slice(2);
const load = createRequire(`${modules}/`);
const base = "r2-opds-js/dist/es6-es2015/src/opds";
const { initGlobalConverters_GENERIC, initGlobalConverters_OPDS } = load(`${base}/init-globals`);
const { OPDS } = load(`${base}/opds1/opds`);
const { OPDSFeed } = load(`${base}/opds2/opds2`);
const { convertOpds1ToOpds2 } = load(`${base}/converter`);
const { XML } = load("r2-utils-js/dist/es6-es2015/src/_utils/xml-js-mapper");
const { TaJsonDeserialize } = load("r2-lcp-js/dist/es6-es2015/src/serializable");
const { DOMParser } = load("@xmldom/xmldom");

initGlobalConverters_OPDS();
initGlobalConverters_GENERIC();

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer;
}

// Both kinds become the library's model of OPDS 2.0
async function feedAt(address) {
  const text = await (await fetched(address)).text();
  if (address.endsWith(".json")) return TaJsonDeserialize(JSON.parse(text), OPDSFeed);
  const dom = new DOMParser().parseFromString(text, "application/xml");
  return convertOpds1ToOpds2(XML.deserialize(dom, OPDS));
}

const first = (values) => (values && values.length ? values[0] : undefined);
const rels = (link) => [].concat(link.Rel || []);

async function described(publication, address) {
  const meta = publication.Metadata;
  const link = publication.Links.find((l) => rels(l).some((r) => r.includes("/acquisition")));
  const images = [...(publication.Images || [])];
  const file = new URL(link.Href, address).href;
  const data = Buffer.from(await (await fetched(file)).arrayBuffer());
  const pictures = [];
  for (const image of images) {
    const head = Buffer.from(await (await fetched(new URL(image.Href, address).href)).arrayBuffer());
    pictures.push([image.TypeLink, head.subarray(0, 3).toString("hex")]);
  }
  const series = first((meta.BelongsTo && meta.BelongsTo.Series) || []);
  return {
    title: meta.Title,
    identifier: meta.Identifier,
    authors: (meta.Author || []).map((person) => person.Name),
    languages: meta.Language || [],
    subjects: (meta.Subject || []).map((subject) => subject.Name),
    series: series && [series.Name, series.Position],
    type: link.TypeLink,
    sha256: createHash("sha256").update(data).digest("hex"),
    pictures,
  };
}

async function listing(address) {
  const found = { title: undefined, pages: 0, books: [], facets: [] };
  for (let next = address; next; ) {
    const feed = await feedAt(next);
    found.title = feed.Metadata.Title;
    found.pages += 1;
    for (const group of feed.Facets || []) {
      for (const link of group.Links) {
        if (found.pages === 1) found.facets.push([group.Metadata.Title, link.Title]);
      }
    }
    for (const publication of feed.Publications || []) {
      found.books.push(await described(publication, next));
    }
    const link = (feed.Links || []).find((l) => rels(l).includes("next"));
    next = link && new URL(link.Href, next).href;
  }
  return found;
}

async function menu(address, depth) {
  const feed = await feedAt(address);
  const found = { title: feed.Metadata.Title, ways: {} };
  for (const way of feed.Navigation || []) {
    const target = new URL(way.Href, address).href;
    const inner = await feedAt(target);
    found.ways[way.Title] =
      inner.Navigation && inner.Navigation.length && depth
        ? await menu(target, depth - 1)
        : await listing(target);
  }
  return found;
}

menu(root, 2).then(
  (found) => console.log(JSON.stringify(found)),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
