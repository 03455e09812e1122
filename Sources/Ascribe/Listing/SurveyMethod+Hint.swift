import Trajectories

extension SurveyMethod {
  /// What is said to who asks for a method by the name that it has in the survey, or nearly that: under which identifier it
  /// runs, or why there is none; `nil` for any other name, and where an identifier is as near.
  ///
  /// - Parameters:
  ///   - name: What was asked for.
  ///   - ids: The identifiers that are accepted.
  static func hint(for name: String, among ids: [String]) -> String? {
    let accepted = Set(ids)
    let methods = all.filter { $0.id.map(accepted.contains) ?? true }
    let small = name.lowercased()
    if let method = methods.first(where: { $0.name.lowercased() == small }) {
      return NearestName.suggestion(for: name, among: ids) == method.id && method.id != nil
        ? nil : " The survey's \(method.name) \(method.whatRuns)"
    }
    guard NearestName.suggestion(for: name, among: ids) == nil,
      let nearest = NearestName.suggestion(for: name, among: methods.map(\.name))
    else { return nil }
    return methods.first { $0.name == nearest }.map {
      " Did you mean the survey's \"\(nearest)\"? It \($0.whatRuns)"
    }
  }

  private var whatRuns: String {
    id.map { "is \"\($0)\"." } ?? "is no credit operator: \(reason ?? "see `ascribe methods --survey`")."
  }
}
