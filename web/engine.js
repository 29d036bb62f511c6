"use strict";
// The model: the library of the command line as a WebAssembly module. A
// request goes in as JSON and its answer comes out as JSON.

class Problems extends Error {
  constructor(list) {
    super(list.map((problem) => problem.message).join("; "));
    this.list = list;
  }
}

const Engine = (() => {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let compiled;
  let module;

  function unpacked(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = letters.charCodeAt(i);
    return bytes;
  }

  /** Unpacks and compiles the module that `module.js` carries. */
  async function compile() {
    const packed = unpacked(MODULE);
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const head = { headers: { "Content-Type": "application/wasm" } };
    compiled = await WebAssembly.compileStreaming(new Response(stream, head));
    module = (await WebAssembly.instantiate(compiled)).exports;
  }

  // While the other scripts are read.
  const compiling = compile();
  const start = () => compiling;

  function exchange(request) {
    const bytes = encoder.encode(request);
    const start = module.tinyfoot_allocate(bytes.length);
    new Uint8Array(module.memory.buffer, start, bytes.length).set(bytes);
    const packed = BigInt.asUintN(64, module.tinyfoot_answer(start, bytes.length));
    const answer = Number(packed >> 32n);
    const length = Number(packed & 0xffffffffn);
    const text = decoder.decode(new Uint8Array(module.memory.buffer, answer, length));
    module.tinyfoot_free(answer, length);
    return text;
  }

  /** The answer to a request; throws `Problems`. */
  function ask(kind, designs = [], more = {}) {
    const texts = designs.map(({ file, toml }) => ({ file, toml }));
    const request = JSON.stringify({ kind, designs: texts, ...more });
    let reply;
    try {
      reply = JSON.parse(exchange(request));
    } catch (error) {
      // The memory of a module that stopped half-way is not to be trusted.
      module = new WebAssembly.Instance(compiled).exports;
      throw new Problems([{ message: `the model stopped: ${error.message}`, path: [] }]);
    }
    if (reply.problems) throw new Problems(reply.problems);
    return reply.answer;
  }

  /** What `tinyfoot KIND --format json` prints, read. */
  const analyse = (kind, designs, options = {}) => JSON.parse(ask(kind, designs, { options }));

  return { start, ask, analyse };
})();
