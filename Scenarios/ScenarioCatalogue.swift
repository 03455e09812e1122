public import Simulation

/// The scenarios that come with Ascribe, by name.
public enum ScenarioCatalogue {
  /// All built-in scenarios, in the order of lists: the flagship, the families of tasks, the
  /// multi-agent classics, the bifurcation tasks.
  public static let builtIn: [ScenarioEntry] = [
    Relay.entry,
    Proof.entry,
    RepairShop.entry,
    Service.entry,
    Household.entry,
    Shop.entry,
    Web.entry,
    Research.entry,
    Swarm.entry,
    DecTiger.entry,
    BroadcastChannel.entry,
    RecyclingRobots.entry,
    MeetingGrid.entry,
    BoxPushing.entry,
    TwoStep.entry,
    SingleFork.single,
    ForkChain.entry,
    Repair.entry,
    SingleFork.decoy,
    Luck.entry,
    MemoryBit.entry,
    Gate.or,
    Gate.and,
    Coupling.entry,
    TypedAction.entry,
    Witness.plus,
    Witness.minus,
  ]

  /// The built-in scenario of that name.
  ///
  /// - Throws: `ScenarioError.unknown(name:accepted:)`, which suggests the nearest name.
  public static func entry(named name: String) throws(ScenarioError) -> ScenarioEntry {
    try builtIn.entry(named: name)
  }
}
