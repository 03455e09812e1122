import Simulation
import Trajectories

/// The coalition game of a recorded episode under its own noise: who is absent takes its default action, everybody else decides by
/// its policy, and every draw, of agents and of the world, is the one of the episode.
///
/// With nobody absent that is the episode itself. What differs without somebody is its doing and nothing else: neither luck nor
/// another draw of a teammate. The draws of an episode stand at addresses (episode, turn, agent's place), so that they are its
/// exogenous noise in the sense of structural causal models.
struct CounterfactualGame: Sendable {
  /// Who plays, and from when to when.
  struct Player: Sendable {
    let agent: UInt32
    let turns: Range<Int>
    /// Its decisions of the episode.
    let decisions: [Int]
  }

  /// Who a player is.
  enum Players: String, CaseIterable {
    /// An agent with all its decisions, and those it would make in an episode that goes on longer.
    case agent
    /// One decision of an agent.
    case agentTurn = "agent-turn"
  }

  let players: [Player]
  private let episode: Int
  private let replay: Replay

  /// - Parameters:
  ///   - replay: Replays with the episodes' own draws.
  ///   - kind: Who a player is.
  init(of episode: Int, _ replay: Replay, players kind: Players) {
    let batch = replay.rollouts.batch
    self.episode = episode
    self.replay = replay
    let turns = batch.turns(of: episode)
    switch kind {
    case .agentTurn:
      players = turns.flatMap { turn in
        let number = turn - turns.lowerBound
        return batch.decisions(of: turn).map {
          Player(agent: batch.decisions.agent[$0], turns: number..<number + 1, decisions: [$0])
        }
      }
    case .agent:
      // An agent that never acted is no player: without another it may act, and then as its policy has it.
      let decisions = batch.decisions(ofEpisode: episode)
      let all = 0..<replay.rollouts.mdp.horizon + 1
      players = (0..<UInt32(batch.symbols.agents.count)).map { agent in
        Player(agent: agent, turns: all, decisions: decisions.filter { batch.decisions.agent[$0] == agent })
      }.filter { !$0.decisions.isEmpty }
    }
  }

  /// The discounted returns of the episode with some sets of players, and what replaying them costs.
  func worths(of coalitions: [[Bool]]) throws(ReplayError) -> (worths: [Double], cost: ReplayCost) {
    let batch = replay.rollouts.batch
    let requests = coalitions.map { members in
      ReplayRequest(
        episode: episode, turn: 0,
        Intervention(
          keeping: .nothing,
          zip(players, members).filter { !$0.1 }.map { player, _ in
            Intervention.Change(
              of: AgentID(batch.symbols.agents[player.agent]), in: player.turns, to: .defaultAction)
          }),
        // Where draws are shared the number plays no part.
        alternative: 0)
    }
    let outcomes = try replay.continuations(of: requests, count: 1)
    return (outcomes.returns, ReplayCost(replays: requests.count, turns: outcomes.simulatedTurns))
  }
}
