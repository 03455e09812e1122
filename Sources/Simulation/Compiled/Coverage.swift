/// How much of a scenario is compiled.
public enum Coverage: Sendable, Hashable {
  /// Every joint action of every node.
  case complete
  /// What a policy does: joint actions that it never takes have no outcomes.
  case policy
  /// Every joint action where the policy comes, and what it does after them.
  case deviations
  /// Nodes that some episodes met, without where joint actions lead.
  case met
}
