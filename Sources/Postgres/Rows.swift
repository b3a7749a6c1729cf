import CPostgres

/// What a statement gave. Owns libpq's result and frees it.
///
/// It is not changed after it was made, so any thread may read it.
package final class Rows: @unchecked Sendable {
    private let result: OpaquePointer
    /// How many rows there are.
    package let count: Int
    /// How many columns a row has.
    package let columns: Int

    /// Takes over a result that is no error.
    init(_ result: OpaquePointer) {
        self.result = result
        count = Int(PQntuples(result))
        columns = Int(PQnfields(result))
    }

    deinit { PQclear(result) }

    /// How many rows an insert, update, delete or select touched.
    package var affectedRows: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    /// The command that was carried out, as PostgreSQL names it: "COMMIT", "INSERT 0 1".
    var command: String { String(cString: PQcmdStatus(result)) }

    /// Traps if there is no such row.
    package func row(_ index: Int) -> Row {
        precondition(index >= 0 && index < count, "no row \(index) of \(count)")
        return Row(rows: self, index: Int32(index))
    }

    fileprivate func isNull(_ row: Int32, _ column: Int) -> Bool {
        precondition(column >= 0 && column < columns, "no column \(column) of \(columns)")
        return PQgetisnull(result, row, Int32(column)) != 0
    }

    /// Good while the rows live. Traps on null.
    fileprivate func value(_ row: Int32, _ column: Int) -> UnsafeRawBufferPointer {
        precondition(!isNull(row, column), "column \(column) is null")
        return UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, Int32(column)), count: Int(PQgetlength(result, row, Int32(column))))
    }
}

/// One row. Its accessors trap where the column is null or of another type: that is a fault of ours, in the SQL beside them.
package struct Row {
    fileprivate let rows: Rows
    fileprivate let index: Int32

    /// Whether the column is null.
    package func isNull(_ column: Int) -> Bool { rows.isNull(index, column) }

    /// A `boolean`.
    package func bool(_ column: Int) -> Bool { integer(column, UInt8.self) != 0 }
    /// A `smallint`.
    package func int2(_ column: Int) -> Int16 { integer(column) }
    /// An `integer`.
    package func int4(_ column: Int) -> Int32 { integer(column) }
    /// A `bigint`.
    package func int8(_ column: Int) -> Int64 { integer(column) }

    /// A `text`, in UTF-8.
    package func text(_ column: Int) -> String { String(decoding: rows.value(index, column), as: UTF8.self) }
    /// A copy of a `bytea`.
    package func bytes(_ column: Int) -> [UInt8] { Array(rows.value(index, column)) }

    /// The bytes of a column where they lie, for the time of a call.
    package func withBytes<R, Failure: Error>(
        _ column: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> R
    ) throws(Failure) -> R {
        try body(rows.value(index, column))
    }

    /// The most significant half first.
    package func uuid(_ column: Int) -> (UInt64, UInt64) {
        let value = rows.value(index, column)
        precondition(value.count == 16, "column \(column) is no uuid")
        return (value.bigEndian(at: 0), value.bigEndian(at: 8))
    }

    /// Days since 1970-01-01.
    package func date(_ column: Int) -> Int32 { integer(column, Int32.self) &+ ParameterBuffer.epochDays }

    /// Microseconds since 1970-01-01T00:00:00Z.
    package func timestamp(_ column: Int) -> Int64 { integer(column, Int64.self) &+ ParameterBuffer.epochMicroseconds }

    /// A `text[]` without nulls.
    package func textArray(_ column: Int) -> [String] { array(column) { String(decoding: $0, as: UTF8.self) } }

    /// A `uuid[]` without nulls, each as big-endian halves.
    package func uuidArray(_ column: Int) -> [(UInt64, UInt64)] {
        array(column) {
            precondition($0.count == 16, "an element of column \(column) is no uuid")
            return ($0.bigEndian(at: 0), $0.bigEndian(at: 8))
        }
    }

    /// A `smallint[]` without nulls.
    package func int2Array(_ column: Int) -> [Int16] {
        array(column) {
            precondition($0.count == 2, "an element of column \(column) is no int2")
            return $0.bigEndian(at: 0)
        }
    }

    /// Days since 1970-01-01.
    package func dateArray(_ column: Int) -> [Int32] {
        array(column) {
            precondition($0.count == 4, "an element of column \(column) is no date")
            return $0.bigEndian(at: 0, Int32.self) &+ ParameterBuffer.epochDays
        }
    }

    private func integer<Integer: FixedWidthInteger>(_ column: Int, _ type: Integer.Type = Integer.self) -> Integer {
        let value = rows.value(index, column)
        precondition(value.count == MemoryLayout<Integer>.size, "column \(column) has \(value.count) bytes")
        return value.bigEndian(at: 0)
    }

    private func array<Element>(_ column: Int, _ element: (UnsafeRawBufferPointer) -> Element) -> [Element] {
        let value = rows.value(index, column)
        precondition(value.count >= 12, "column \(column) is no array")
        let dimensions: Int32 = value.bigEndian(at: 0)
        if dimensions == 0 { return [] }
        precondition(dimensions == 1 && value.count >= 20, "column \(column) has \(dimensions) dimensions")
        let count: Int32 = value.bigEndian(at: 12)
        var elements: [Element] = []
        elements.reserveCapacity(Int(count))
        var offset = 20
        for _ in 0..<count {
            let length = Int(value.bigEndian(at: offset, Int32.self))
            precondition(length >= 0, "column \(column) has a null element")
            offset += 4
            elements.append(element(UnsafeRawBufferPointer(rebasing: value[offset..<offset + length])))
            offset += length
        }
        return elements
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func bigEndian<Integer: FixedWidthInteger>(
        at offset: Int, _ type: Integer.Type = Integer.self
    ) -> Integer {
        Integer(bigEndian: loadUnaligned(fromByteOffset: offset, as: Integer.self))
    }
}
