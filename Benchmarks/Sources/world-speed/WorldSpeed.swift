import CMalloc
import Foundation
import Glibc
import Scenarios
import Simulation
import Trajectories

/// How fast worlds are played: on tables and lazily, in the caches and beyond them, and what that takes in memory.
///
/// Seconds are those of the processor, of one thread, the least of three runs; memory is the most that was resident at once.
@main
struct WorldSpeed {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    // First, because the most that was resident is that of the whole process.
    if arguments.isEmpty || arguments.contains("memory") { try memory() }
    if arguments.isEmpty || arguments.contains("warm") { try warm() }
    if arguments.isEmpty || arguments.contains("walk") { try walk() }
  }

  /// A batch that meets every state again and again, on tables and lazily.
  private static func warm() throws {
    print("scenario\tturns\tcompiled turns/s\tlazy turns/s\tlazy/compiled")
    for name in ["relay", "coupling", "repair-shop"] {
      let scenario = try ScenarioCatalogue.entry(named: name).scenario([])
      let mdp = try TurnMDP(compiling: scenario)
      let plan = Rollouts.Plan(groups: 50_000, groupSize: 8, seed: 1)
      let (turns, tables) = try rate {
        try CompiledSimulator(mdp, policy: .behaviour(of: mdp)).play(plan, threads: 1)
      }
      let (_, lazy) = try rate {
        try LazySimulator(scenario, policy: BehaviourPolicy()).play(plan, threads: 1)
      }
      print("\(name)\t\(turns)\t\(Int(tables))\t\(Int(lazy))\t\(rounded(lazy / tables))")
    }
  }

  /// Random walks over two million states, more than any cache holds.
  private static func walk() throws {
    let states = 1 << 21
    let scenario = Wander(places: states)
    let start = seconds()
    let mdp = try TurnMDP(compiling: scenario, stateLimit: 2 * states)
    print("\nwalk over \(states) states: compiled in \(rounded(seconds() - start)) s")
    let plan = Rollouts.Plan(groups: 20_000, groupSize: 1, seed: 1)
    let (turns, tables) = try rate {
      try CompiledSimulator(mdp, policy: .behaviour(of: mdp)).play(plan, threads: 1)
    }
    print("on tables: \(turns) turns, \(rounded(1e9 / tables)) ns a turn")
    let (_, lazy) = try rate { try LazySimulator(scenario, policy: BehaviourPolicy()).play(plan, threads: 1) }
    print("lazily, every state met for the first time or again: \(rounded(1e9 / lazy)) ns a turn")
  }

  /// Ten million turns at a time.
  private static func memory() throws {
    let scenario = try ScenarioCatalogue.entry(named: "relay").scenario([])
    let mdp = try TurnMDP(compiling: scenario)
    let simulator = CompiledSimulator(mdp, policy: .behaviour(of: mdp))
    let trial = try simulator.play(Rollouts.Plan(groups: 1000, groupSize: 8, seed: 1), threads: 1)
    let groups = Int(1e7 / Double(trial.batch.turnCount) * 1000)
    malloc_trim(0)
    let played = try simulator.play(Rollouts.Plan(groups: groups, groupSize: 8, seed: 1), threads: 1)
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    print("\(played.batch.turnCount) turns in memory: at most \(usage.ru_maxrss / 1024) MiB resident\n")
  }

  private static func rate(_ play: () throws -> Rollouts) throws -> (turns: Int, perSecond: Double) {
    var (turns, best) = (0, Double.infinity)
    for _ in 0..<3 {
      let start = seconds()
      turns = try play().batch.turnCount
      best = min(best, seconds() - start)
    }
    return (turns, Double(turns) / best)
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  private static func rounded(_ value: Double) -> String { String(format: "%.3g", value) }
}

/// One agent walks over numbered places, of which each leads to two others far away.
private struct Wander: Scenario {
  let places: Int
  let agents: [AgentID] = ["walker"]
  let horizon = 100
  var initialStates: Distribution<Int> { .uniform(Array(0..<64)) }
  func actingAgents(in state: Int) -> [AgentID] { agents }
  func legalActions(for agent: AgentID, in state: Int) -> [Int] { [0, 1] }
  func observation(for agent: AgentID, in state: Int) -> Int { state % 1024 }
  func step(_ state: Int, _ actions: JointAction<Int>) -> Distribution<Transition<Int>> {
    let next = (state &* 0x9E37_79B1 &+ actions.only &* 0x85EB_CA6B &+ 0xC2B2_AE35) % places
    return Distribution(
      Transition(to: next), probability: 0.75, otherwise: Transition(to: (next ^ 0x5555) % places))
  }
  func publicKey(of state: Int) -> String { "\(state % 1024)" }
  func privilegedKey(of state: Int) -> String { "\(state)" }
}
