/// One call of a tool in the text of an action.
package struct CallText: Hashable, Sendable {
  /// What is called.
  package let name: String
  /// The call with its arguments.
  package var text: String

  /// A call of a name, as a text.
  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// The calls of an action: `name(arguments)`, several after each other with blanks, commas or semicolons between; a JSON
  /// list of tool calls; `name#digest`; or a name alone. None if the text is anything else.
  package static func calls(in action: String) -> [CallText] {
    var rest = action[...]
    rest.dropSeparators()
    if rest.first == "[" || rest.first == "{" {
      return (JSONState.calls(action) ?? []).map {
        CallText(name: $0.name, text: "\($0.name)(\($0.arguments))")
      }
    }
    var calls: [CallText] = []
    while !rest.isEmpty {
      guard let call = rest.takeCall() else { return [] }
      calls.append(call)
      rest.dropSeparators()
    }
    return calls
  }
}

extension Substring {
  fileprivate mutating func dropSeparators() {
    self = drop { $0.isWhitespace || $0 == ";" || $0 == "," }
  }

  /// Takes a call from the front; `nil` if there is none.
  fileprivate mutating func takeCall() -> CallText? {
    let name = prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-:/".contains($0)) }
    guard let initial = name.first, initial.isLetter || initial == "_" else { return nil }
    let start = self
    self = self[name.endIndex...]
    if self.first == "#" {
      self = drop { !$0.isWhitespace && $0 != ";" && $0 != "," }
      return CallText(name: String(name), text: String(start[..<startIndex]))
    }
    guard self.first == "(" else {
      // A name alone is a call, two words are prose.
      let isEnd = first(where: { !$0.isWhitespace }).map { $0 == ";" } ?? true
      return isEnd ? CallText(name: String(name), text: String(name)) : nil
    }
    guard let end = closing else { return nil }
    let inner = String(self[index(after: startIndex)..<end])
    self = self[index(after: end)...]
    return CallText(name: String(name), text: "\(name)(\(JSONState.canonical(inner) ?? inner))")
  }

  /// Where the parenthesis at the front is closed, apart from those in quotes.
  private var closing: Index? {
    var depth = 0
    var quote: Character?
    var isEscaped = false
    for index in indices {
      let character = self[index]
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil }
      } else {
        switch character {
        case "\"", "'": quote = character
        case "(": depth += 1
        case ")":
          depth -= 1
          if depth == 0 { return index }
        default: break
        }
      }
    }
    return nil
  }
}
