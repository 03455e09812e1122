import ArgumentParser

/// `ascribe blame`: whom methods blame for failures, held to the decisions that were decisive.
struct BlameCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blame",
    abstract: "Which decision failed? Hold whom methods and judges blame to exact answers.",
    discussion: """
      EXAMPLES:
        ascribe blame relay
        ascribe blame relay --methods 'gigpo,c3(alternatives=8)' --judges
        ascribe blame swarm --by correction --tau 0.8 --going-on optimal --details
        ascribe blame --trace annotated.jsonl --methods grpo,graphgpo
        ascribe blame export coupling --output bench
        ascribe blame score answers.jsonl key.jsonl

      Without a subcommand, episodes of SCENARIO are played, methods attribute them, and in each episode that fails the \
      decision of the lowest credit is blamed. It is held to the decisive decisions, which are computed: those of the \
      largest regret, the earliest whose correction makes success likely, and the earliest after which success is \
      impossible; with the policy or the best play going on. Trivial rules are scored beside the methods. With --trace, \
      blame is held to the annotations of recorded episodes. `ascribe help blame run` lists the options.

      export writes a benchmark for judges of any kind, with the key in a file of its own, and score holds their answers \
      to it.
      """,
    subcommands: [BlameRunCommand.self, BlameExportCommand.self, BlameScoreCommand.self],
    defaultSubcommand: BlameRunCommand.self)
}
