import Glibc
import Trajectories
import Simulation

/// Grows the tree of a group of simulated episodes by forks where the policy is least certain.
///
/// The group's episodes share their start, which is the root; every fork restores a vertex of the tree and plays on to
/// the end with draws of its own.
struct ForkSearch: Sendable {
  /// Which vertex is forked next; among equals the one that was found first.
  enum Rule: Sendable {
    /// The one whose mean surprise over the turns sampled from it, divided by their number, is largest.
    case surprisePerChild
    /// The parent of the one that was reached with the most surprise, less a penalty for each of its siblings.
    case surpriseOfTurn(penalty: Double)
  }

  let replay: Replay
  let rule: Rule
  /// Forks of a group, at least 0.
  let forks: Int
  /// Whether a turn's surprise is the entropy of the policy there, rather than that of what was drawn.
  let isExact: Bool

  private var mdp: TurnMDP { replay.rollouts.mdp }

  /// The tree of a group's episodes and its forks, and what these cost. The paths of the group's episodes come first.
  ///
  /// - Complexity: O(forks · (vertices + turns)).
  func callAsFunction(_ episodes: [Int]) -> (tree: EpisodeTree, cost: ReplayCost) {
    var growth = Growth(search: self, address: UInt64(episodes.first ?? 0))
    let rollouts = replay.rollouts
    for episode in episodes {
      let turns = rollouts.batch.turns(of: episode)
      growth.add(
        nodes: Array(rollouts.node[turns]), rows: turns.map { rollouts.row(ofTurn: $0) },
        rewards: Array(rollouts.batch.turns.reward[turns]), from: nil)
    }
    for fork in 0..<forks {
      guard let vertex = growth.next else { break }
      growth.fork(vertex, number: fork)
    }
    return (growth.tree, growth.cost)
  }

  /// How surprising a joint action of a node is.
  private func surprise(of row: Int, in node: Int) -> Double {
    let policy = replay.rollouts.policy
    if isExact {
      return mdp.nodes.slots(of: node).reduce(0) { sum, slot in
        mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot])).reduce(sum) { sum, choice in
          let probability = policy.probability[choice]
          return probability > 0 ? sum - probability * policy.logProbability[choice] : sum
        }
      }
    }
    let choices = mdp.choices(ofRow: row, in: node)
    let tokens = choices.reduce(0) { $0 + Int(mdp.information.choiceTokens?[$1] ?? 1) }
    return -choices.reduce(0) { $0 + policy.logProbability[$1] } / Double(max(1, tokens))
  }

  /// A tree while it grows.
  private struct Growth {
    let search: ForkSearch
    /// The episode under whose number the forks' draws are addressed.
    let address: UInt64
    var tree = EpisodeTree()
    var cost = ReplayCost()
    /// Node and turn of each vertex; a node of -1 where episodes end.
    private var places: [(node: Int32, turn: Int)] = []
    private var roots: [Int] = []

    init(search: ForkSearch, address: UInt64) {
      self.search = search
      self.address = address
    }

    /// Adds an episode that starts anew, or goes on from a vertex.
    mutating func add(nodes: [Int32], rows: [Int], rewards: [Double], from vertex: Int?) {
      guard let first = nodes.first else { return }
      var path = vertex.map(way) ?? [root(of: first)]
      for index in nodes.indices {
        let next = tree.add(
          path[path.count - 1], surprise: search.surprise(of: rows[index], in: Int(nodes[index])),
          reward: rewards[index])
        places.append((index + 1 < nodes.count ? nodes[index + 1] : -1, path.count))
        path.append(next)
      }
      tree.addEpisode(path, end: 0)
    }

    /// The root of episodes that start in a node: a group has one, unless its start is hidden in its public state.
    private mutating func root(of node: Int32) -> Int {
      if let known = roots.first(where: { places[$0].node == node }) { return known }
      let root = tree.add(nil)
      places.append((node, 0))
      roots.append(root)
      return root
    }

    /// The vertices from the root to one.
    private func way(to vertex: Int) -> [Int] {
      var way = [vertex]
      while let parent = tree.vertices[way[way.count - 1]].parent { way.append(parent) }
      return way.reversed()
    }

    /// The vertex to fork next; `nil` if there is none.
    var next: Int? {
      var best: (vertex: Int, score: Double)?
      for index in tree.vertices.indices {
        guard let candidate = candidate(index) else { continue }
        if candidate.score > (best?.score ?? -.infinity) { best = candidate }
      }
      return best?.vertex
    }

    private func candidate(_ index: Int) -> (vertex: Int, score: Double)? {
      let vertex = tree.vertices[index]
      switch search.rule {
      case .surprisePerChild:
        guard !vertex.children.isEmpty else { return nil }
        let count = Double(vertex.children.count)
        let mean = vertex.children.reduce(0) { $0 + tree.vertices[$1].surprise } / count
        return (index, mean / count)
      case .surpriseOfTurn(let penalty):
        guard let parent = vertex.parent else { return nil }
        let siblings = tree.vertices[parent].children.count - 1
        return (parent, vertex.surprise - penalty * Double(siblings))
      }
    }

    mutating func fork(_ vertex: Int, number: Int) {
      let (node, turn) = places[vertex]
      let replay = search.replay
      let played = replay.trajectory(
        from: node, turn: turn, row: nil, episode: address | UInt64(number + 1) << 32,
        branch: replay.address(turn: turn, slot: Replay.noSlot, alternative: 1), continuation: 0)
      cost += ReplayCost(replays: 1, turns: played.rewards.count)
      add(nodes: played.node.dropLast(), rows: played.row, rewards: played.rewards, from: vertex)
    }
  }
}
