#include "CSimdjson.h"

#include <algorithm>
#include <new>

#include <simdjson.h>

// No exception leaves this file: simdjson is asked for error codes, and memory is requested with nothrow.

struct csimdjson_parser {
  explicit csimdjson_parser(size_t depth) noexcept : depth(depth) {}

  const size_t depth;
  simdjson::dom::parser parser;
  simdjson::dom::document document;
};

size_t csimdjson_padding(void) { return simdjson::SIMDJSON_PADDING; }

csimdjson_parser *csimdjson_create(size_t depth) {
  return new (std::nothrow) csimdjson_parser(depth);
}

void csimdjson_destroy(csimdjson_parser *parser) { delete parser; }

bool csimdjson_parse(csimdjson_parser *parser, const uint8_t *text, size_t count, csimdjson_document *document) {
  if (count > parser->document.capacity()) {
    // Half as much again, so that ever longer texts do not cost an allocation each.
    const size_t capacity = std::min<size_t>(std::max<size_t>(count + count / 2, 1 << 12), simdjson::SIMDJSON_MAXSIZE_BYTES);
    if (parser->parser.allocate(capacity, parser->depth) != simdjson::SUCCESS) return false;
    if (parser->document.allocate(capacity) != simdjson::SUCCESS) return false;
  }
  const auto result = parser->parser.parse_into_document(parser->document, text, count, false);
  if (result.error() != simdjson::SUCCESS) return false;
  *document = {parser->document.tape.get(), parser->document.string_buf.get()};
  return true;
}
