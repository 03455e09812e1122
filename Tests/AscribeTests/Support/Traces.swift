import Trajectories

/// An episode as a line of a trace: its turns' states, each with the agents that act there.
func traceLine(
  task: String = "t0", _ episode: String, _ status: String, _ turns: [(state: String, agents: [String])]
) -> String {
  let turns = turns.map { turn in
    let decisions = turn.agents.map { #"{"agent":"\#($0)","action":"x"}"# }
    return #"{"state":"\#(turn.state)","decisions":[\#(decisions.joined(separator: ","))]}"#
  }
  return
    #"{"schema":"ascribe.trace/1","task":"\#(task)","episode":"\#(episode)","outcome":{"status":"\#(status)"},"turns":["#
    + turns.joined(separator: ",") + #"],"final":"end"}"# + "\n"
}

/// The batch of such lines.
func trace(_ lines: [String]) throws -> TrajectoryBatch {
  try TraceReader.read(Array(lines.joined().utf8), named: "trace")
}
