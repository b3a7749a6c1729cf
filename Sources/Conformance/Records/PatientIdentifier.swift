/// Looks for what identifies a patient: records and file names never hold it.
package enum PatientIdentifier {
    /// Whether a text holds an NHS number: ten digits with a valid check digit (modulus 11), alone or in groups that
    /// single spaces or hyphens part. Longer runs of digits are something else.
    package static func isFound(in text: String) -> Bool {
        var digits: [Int] = []
        var gaps = 0
        var previousIsDigit = false
        func isNumber() -> Bool { digits.count == 10 && isValid(digits) }
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39:
                digits.append(Int(byte - 0x30))
                previousIsDigit = true
                gaps = 0
            case 0x20 where previousIsDigit && gaps == 0, 0x2D where previousIsDigit && gaps == 0:
                gaps = 1
                previousIsDigit = false
                // A number may end here, and another begin.
                if isNumber() { return true }
                if digits.count >= 10 { digits = [] }
            default:
                if isNumber() { return true }
                digits = []
                previousIsDigit = false
                gaps = 0
            }
        }
        return isNumber()
    }

    private static func isValid(_ digits: [Int]) -> Bool {
        let sum = zip(digits.prefix(9), (2...10).reversed()).reduce(0) { $0 + $1.0 * $1.1 }
        let check = (11 - sum % 11) % 11
        return check < 10 && check == digits[9] && Set(digits).count > 1
    }
}
