/// What a policy answers in the information states of a world; it is asked once in each.
struct PolicyAnswers {
  let policy: any Policy
  private var answers: [ActionProbability] = []
  /// Where the answer for each information state begins; -1 where the policy was not asked.
  private var start: [Int] = []

  init(_ policy: any Policy) { self.policy = policy }

  /// Whether the policy was asked in an information state.
  func isAsked(in known: Int) -> Bool { known < start.count && start[known] >= 0 }

  /// The probabilities of the choices of an information state.
  ///
  /// - Throws: ``PolicyError`` of the policy, and for an answer that is no distribution.
  mutating func row(for known: Int, in world: World) throws(PolicyError) -> ArraySlice<ActionProbability> {
    while start.count <= known { start.append(-1) }
    if start[known] < 0 {
      let state = world.informationState(known)
      let row = try policy.probabilities(in: state)
      try PolicyError.check(row, in: state)
      start[known] = answers.count
      answers += row
    }
    return answers[start[known]..<start[known] + world.choices(ofInformation: known).count]
  }
}
