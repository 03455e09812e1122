import Trajectories

/// A message of a conversation, in any of the shapes that spans hold it.
struct ChatMessage {
  var role: String
  var text: String
  /// Calls of tools.
  var calls: [String]

  /// What the message does: its calls, or else what it says.
  var action: String { calls.isEmpty ? text : calls.joined(separator: "\n") }
}

extension ChatMessage {
  /// A message with `role` and `content`, or with `parts` (OpenTelemetry since 1.37, Gemini), perhaps inside `message`.
  init?(_ node: JSONNode) throws(TraceError) {
    let message = node["message"]?.isObject == true ? node["message"] ?? node : node
    guard message.isObject else { return nil }
    let kwargs = message["kwargs"]
    let content = message["content"] ?? message["parts"] ?? kwargs?["content"]
    let calls = message["tool_calls"] ?? kwargs?["tool_calls"]
    guard content != nil || calls != nil else { return nil }
    role =
      message["role"]?.string ?? message["type"]?.string ?? Self.role(ofKind: message["id"]) ?? "assistant"
    text = try ChatText.content(content)
    self.calls = try ChatText.calls(calls)
    if self.calls.isEmpty { self.calls = try ChatText.callsInParts(content) }
  }

  /// LangChain writes messages as `{"id": [..., "HumanMessage"], "kwargs": ...}`.
  private static func role(ofKind id: JSONNode?) -> String? {
    switch id?.elements.last?.string {
    case "HumanMessage"?: "user"
    case "SystemMessage"?: "system"
    case "ToolMessage"?: "tool"
    case "AIMessage"?, "AIMessageChunk"?: "assistant"
    default: nil
    }
  }

  /// The messages of an array, of an object with `messages`, or a single one; a plain string is one of the user.
  static func all(_ node: JSONNode?) throws(TraceError) -> [ChatMessage] {
    guard let node else { return [] }
    if let text = node.string {
      if let inner = node.inString { return try all(inner) }
      return [ChatMessage(role: "user", text: text, calls: [])]
    }
    if node.isArray {
      var messages: [ChatMessage] = []
      for element in node.elements {
        if element.isArray {
          messages += try all(element)
        } else if let message = try ChatMessage(element) {
          messages.append(message)
        }
      }
      return messages
    }
    if let inner = node["messages"] { return try all(inner) }
    if let choices = node["choices"], let first = choices.elements.first { return try all(first) }
    if let generations = node["generations"] {
      var first = generations.elements.first
      if first?.isArray == true { first = first?.elements.first }
      return try all(first)
    }
    return try ChatMessage(node).map { [$0] } ?? []
  }
}

extension [ChatMessage] {
  /// What is new since the assistant last spoke: the texts after its last message, without those of the system.
  var news: String? {
    let start = lastIndex { ["assistant", "model", "ai", "AIMessage"].contains($0.role) }.map { $0 + 1 } ?? 0
    let texts = self[start...].filter { $0.role != "system" && $0.role != "developer" }.map(\.text)
    return texts.isEmpty ? nil : texts.joined(separator: "\n")
  }

  /// What the last message does; `nil` if there is none.
  var action: String? { last?.action }
}
