package import Trajectories

/// Two episodes of two agents, whose credits the corpus has.
package let batch: TrajectoryBatch = {
  let lines = ["e0", "e1"].map { episode in
    #"{"schema":"ascribe.trace/1","task":"t","episode":"\#(episode)","outcome":{"status":"success","score":1},"turns":["#
      + #"{"state":"{\"a\":[1,{\"b\":\"x 12\"}]}","decisions":[{"agent":"p","action":"go(to=1)"},{"agent":"q","action":"wait"}]},"#
      + #"{"state":"B 2026-01-02","decisions":[{"agent":"p","action":"book(\"x\")","valid":false}]}],"final":"C"}"#
  }
  do throws(TraceError) {
    return try TraceReader.read(Array(lines.joined(separator: "\n").utf8), named: "own")
  } catch {
    fail("\(error)")
  }
}()
