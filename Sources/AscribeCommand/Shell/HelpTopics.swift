import Ascribe

/// What `ascribe help TOPIC` tells about beside the commands.
enum HelpTopics {
  /// The topics, in alphabetical order; `methods` is a command's help.
  static let names = ["environment", "exit-codes", "formats"]

  /// The text of a topic; `nil` for another word.
  static func text(of topic: String) -> String? {
    switch topic {
    case "environment": environment
    case "exit-codes": exitCodes
    case "formats": formats
    default: nil
    }
  }

  private static let environment = """
    ENVIRONMENT: what ascribe reads of it

      ASCRIBE_CONFIG    a file of defaults, as ascribe.toml in the working folder is; empty: none is read
      ASCRIBE_STORE     a store of runs, as --store names one
      ASCRIBE_MAX_LINE  the longest line of a file that is read, in MB of 2^20 bytes; 512 where nothing is said
      ASCRIBE_MAX_FILE  the largest file that is read whole, in MB; 2048 where nothing is said
      NO_COLOR          set to anything: no colours and no line of progress, also on a terminal
      TERM              dumb: the same
      PATH              where `dot` of Graphviz is looked for, which lays out the states of --html

    Colours, broken lines and progress are for terminals alone; files and pipes get whole lines. No variable changes a number
    but by the options that ASCRIBE_CONFIG gives.

    DEFAULTS OF A PROJECT: ascribe.toml in the working folder gives options that a call leaves out. Keys are long options; at
    the top they hold for every command that has the option, in a table for its command. Standard error says which were used.

      seed = 7
      [run]
      episodes = 256
      methods = ["grpo", "c3(alternatives=4)"]
    """

  private static let exitCodes = """
    EXIT CODES

        0  done
        1  a check was carried out and found a difference, as in `ascribe compare` of files that must agree
        2  bad usage or input, or output that cannot be written; standard error says what, and what is accepted
      129  the terminal went away (SIGHUP)
      130  interrupted by Ctrl-C (SIGINT)
      143  asked to terminate (SIGTERM)

    After any code but 0 and 1 no output file is new or changed, and nothing partial is left; only what is finished is kept, to
    go on with: in OUTPUT.unfinished (--resume), by `train --output` and by `sweep`. A reader that leaves early, as in
    `ascribe methods | head -1`, is no failure.
    """

  private static let formats = """
    FORMATS: files that ascribe reads and writes; all may end in .gz

      ascribe.trace/1        JSON Lines, one episode each, turn by turn: what agents saw, did and got. run --output and
                             --stream, import;
                             attribute, keys, replay, blame, compare
      ascribe.credit/1       JSON Lines, one decision each, after a line on how they came about. attribute, run --output;
                             compare
      ascribe.credit-rows/1  the same as one JSON object by row (attribute --format json); also .csv and .npz
      ascribe.hindsight/1    JSON Lines: hindsight probabilities for attribute --hindsight
      ascribe.policy/1       JSON: a policy as probabilities or logits. solve --output; --policy table:FILE
      ascribe.mapping/1      JSON: where a log of rows keeps what. import --show-mapping; import mapping
      ascribe.blame-key/1    JSON Lines: the hidden key of `blame export`; ascribe.blame-transcript/1 beside it is what may be
                             seen, and ascribe.blame-answer/1 is what `blame score` reads
      ascribe.measures/2     a line of JSON, then a record a batch with its checksum: OUTPUT.unfinished, and parts that --shard
                             writes; merge
      ascribe.toml           TOML: defaults of options; see `ascribe help environment`
      plans of sweeps        TOML or JSON: see `ascribe sweep --help`
      stores of runs         SQLite: see `ascribe runs --help`
      .dpomdp                problems of the Dec-POMDP literature. export; wherever a SCENARIO may stand

    TABLES (.csv): a row is a line. Names are texts that nothing can run: control characters and marks of direction are written
    \\n, \\t, \\r or \\u{HEX}, a backslash is doubled, and a text that begins with = + - @ or ' has a ' before it, but for numbers.
    To have a name as it was, drop one leading ' and then read the escapes; JSON Lines and .json have names as they are.

    RESULTS: --json of any command, and results.json of `run --output`, are one JSON object with "schema" and "version";
    `ascribe show FILE` prints its report again, and `ascribe show FILE --html PAGE` makes a page of it:
    \(resultLines)

    Fields, ranges and what is refused: the article "File formats" of the documentation (`make docs`).
    """

  /// The schemas of results, a few a line.
  private static var resultLines: String {
    var lines: [String] = []
    for schema in StoredReports.reader(details: false, cells: false).schemas.sorted() {
      let joined = (lines.last ?? "") + (lines.isEmpty ? "" : " ") + schema
      if !lines.isEmpty, joined.count <= 110 { lines[lines.count - 1] = joined } else { lines.append(schema) }
    }
    return lines.map { "  \($0)" }.joined(separator: "\n")
  }
}
