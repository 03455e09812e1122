// A document that is not well-formed must be an error, never the end of the process.
#define TOML_EXCEPTIONS 1
#define TOML_ASSERT(...) static_cast<void>(0)
#include "CTOML.h"
#include <toml++/toml.h>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <sstream>
#include <string>
#include <string_view>

namespace {

ctoml_result copy(const std::string &text, unsigned line, unsigned column) {
  auto *bytes = static_cast<char *>(std::malloc(text.size() + 1));
  if (bytes == nullptr) return {nullptr, 0, line, column};
  std::memcpy(bytes, text.data(), text.size() + 1);
  return {bytes, text.size(), line, column};
}

/// The parser follows the parts of a dotted key by recursion.
constexpr unsigned most_dots = 1000;

/// The first line with more dots than keys may have parts; 0 if there is none.
unsigned line_of_dots(std::string_view text) {
  unsigned line = 1, dots = 0;
  for (const char byte : text) {
    if (byte == '\n') {
      ++line;
      dots = 0;
    } else if (byte == '.' && ++dots > most_dots) {
      return line;
    }
  }
  return 0;
}

}  // namespace

ctoml_result ctoml_json(const char *bytes, size_t length) {
  try {
    if (const unsigned line = line_of_dots(std::string_view(bytes, length))) {
      return copy("a line has more than 1,000 dots", line, 1);
    }
    const toml::table table = toml::parse(std::string_view(bytes, length));
    std::ostringstream json;
    json << toml::json_formatter(table);
    return copy(json.str(), 0, 0);
  } catch (const toml::parse_error &error) {
    const auto place = error.source().begin;
    return copy(std::string(error.description()), place.line == 0 ? 1 : place.line, place.column == 0 ? 1 : place.column);
  } catch (const std::exception &error) {
    return copy(error.what(), 1, 1);
  }
}

void ctoml_release(char *text) { std::free(text); }
