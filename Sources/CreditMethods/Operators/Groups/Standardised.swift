/// Values relative to their group, in units of its spread: `(x - mean) / (sd + epsilon)`.
///
/// A group of no more than `ddof` values, or of values that are equal but for rounding (a share of 1e-12), gives exactly
/// 0: it says nothing about any of its rows.
/// `epsilon` is added to the standard deviation, not under its root.
///
/// ```swift
/// // The outcomes of four episodes, the first three of one task.
/// try standardised([1, 0, 0, 1], by: Grouping(by: ["t", "t", "t", "u"]), ddof: 0, epsilon: 0)
/// // [1.414..., -0.707..., -0.707..., 0]
/// ```
///
/// - Parameters:
///   - values: One value a row, shape `[rows]`, in any unit.
///   - groups: The groups of the rows.
///   - counted: Which rows the mean and the standard deviation are taken over, shape `[rows]`; all without it. A row that
///     is not counted is still measured by its group.
///   - ddof: The variance divides by the group's size less this; 0 or 1.
///   - epsilon: Added to the standard deviation, in the values' unit; finite, at least 0.
/// - Returns: Shape `[rows]`, dimensionless; not finite where a value or a sum of its group overflows.
/// - Throws: ``AttributionError/operand(_:)`` for values or flags that are not one a row, and settings outside their range.
/// - Complexity: O(rows + groups), in the place of `values` if nobody else holds them.
///
/// Source: Shao et al. 2024, arXiv 2402.03300, section 4.1.2. It leaves `ddof` and `epsilon` open; the defaults are those
/// of the trainers built on verl.
public func standardised(
  _ values: consuming [Double], by groups: Grouping, counting counted: [Bool]? = nil, ddof: Int = 1,
  epsilon: Double = 1e-6
) throws(AttributionError) -> [Double] {
  let name: StaticString = "standardised(_:by:counting:ddof:epsilon:)"
  try OperandError.check(values.count, of: "values", equals: groups.group.count, "row", in: name)
  if let counted {
    try OperandError.check(counted.count, of: "counting", equals: groups.group.count, "row", in: name)
  }
  try OperandError.check(ddof, of: "ddof", in: 0...1, name)
  try OperandError.check(epsilon, of: "epsilon", in: 0...Double.greatestFiniteMagnitude, name)
  var standardise = Standardisation()
  standardise.ddof = ddof
  standardise.eps = epsilon
  return standardise(values, in: groups, counting: counted)
}

/// Values less the mean of their group; exactly 0 where the values of a group are equal but for rounding.
///
/// ```swift
/// try centred([3, 1, 5], by: Grouping(by: ["t", "t", "u"]))  // [1, -1, 0]
/// ```
///
/// - Parameters:
///   - values: One value a row, shape `[rows]`, in any unit.
///   - groups: The groups of the rows.
/// - Returns: Shape `[rows]`, in the values' unit; not finite where a sum of its group overflows.
/// - Throws: ``AttributionError/operand(_:)`` for another number of values than rows.
/// - Complexity: O(rows + groups), in the place of `values` if nobody else holds them.
///
/// Source: Liu et al. 2025, arXiv 2503.20783 (the advantage of Dr. GRPO).
public func centred(_ values: consuming [Double], by groups: Grouping) throws(AttributionError) -> [Double] {
  try OperandError.check(values.count, of: "values", equals: groups.group.count, "row", in: "centred(_:by:)")
  return Standardisation.centring(values, in: groups)
}

/// Values less the mean of the other values of their group: with n values, the deviation from the mean of all times
/// n / (n - 1). A group of one value gives 0.
///
/// ```swift
/// try leaveOneOut([1, 0, 0, 7], by: Grouping(by: ["t", "t", "t", "u"]))  // [1, -0.5, -0.5, 0]
/// ```
///
/// - Parameters:
///   - values: One value a row, shape `[rows]`, in any unit.
///   - groups: The groups of the rows.
/// - Returns: Shape `[rows]`, in the values' unit; not finite where a sum of its group overflows.
/// - Throws: ``AttributionError/operand(_:)`` for another number of values than rows.
/// - Complexity: O(rows + groups), in the place of `values` if nobody else holds them.
///
/// Source: Ahmadian et al. 2024, arXiv 2402.14740, the leave-one-out baseline.
public func leaveOneOut(_ values: consuming [Double], by groups: Grouping) throws(AttributionError)
  -> [Double]
{
  try OperandError.check(
    values.count, of: "values", equals: groups.group.count, "row", in: "leaveOneOut(_:by:)")
  var standardise = Standardisation()
  standardise.norm = .mean
  standardise.leavesOneOut = true
  return standardise(values, in: groups)
}

/// The mean of every group's values; 0 for an empty group.
///
/// ```swift
/// try means(of: [3, 1, 5], by: Grouping(by: ["t", "t", "u"]))  // [2, 5]
/// ```
///
/// - Parameters:
///   - values: One value a row, shape `[rows]`, in any unit.
///   - groups: The groups of the rows.
/// - Returns: Shape `[groups]`, in the values' unit. The order of the rows reaches the last digits only.
/// - Throws: ``AttributionError/operand(_:)`` for another number of values than rows.
/// - Complexity: O(rows + groups).
public func means(of values: [Double], by groups: Grouping) throws(AttributionError) -> [Double] {
  try OperandError.check(values.count, of: "values", equals: groups.group.count, "row", in: "means(of:by:)")
  return groups.means(of: values)
}
