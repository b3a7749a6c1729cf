"""How names of protobuf become names of C, as protobuf-c makes them, and of Swift."""

SWIFT_KEYWORDS = {
    "as", "associatedtype", "borrowing", "break", "case", "catch", "class", "consuming", "continue", "default",
    "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "for", "func", "guard", "if",
    "import", "in", "init", "inout", "internal", "is", "let", "nil", "operator", "private", "protocol", "public",
    "repeat", "rethrows", "return", "self", "static", "struct", "subscript", "super", "switch", "throw", "throws",
    "true", "try", "typealias", "var", "where", "while",
}

# Names to which protobuf-c appends an underscore, as far as they could be a field's name.
C_KEYWORDS = {
    "auto", "bool", "break", "case", "catch", "char", "class", "const", "continue", "default", "delete", "do",
    "double", "else", "enum", "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if",
    "inline", "int", "long", "mutable", "namespace", "new", "operator", "private", "protected", "public", "register",
    "return", "short", "signed", "sizeof", "static", "struct", "switch", "template", "this", "throw", "true", "try",
    "typedef", "typeid", "typename", "union", "unsigned", "using", "virtual", "void", "volatile", "while",
}


def lower_words(camel):
    """`WhoAmIRequest` to `who_am_irequest`: the way of protobuf-c, which joins runs of capitals."""
    out, was_upper = "", True
    for letter in camel:
        if letter.isupper() and not was_upper:
            out += "_"
        was_upper = letter.isupper()
        out += letter.lower()
    return out


def camel_words(lower):
    """`part_kind` to `PartKind`, as protobuf-c does for packages and oneofs."""
    return "".join(part[:1].upper() + part[1:] for part in lower.split("_"))


def c_type(full_name):
    """`lm2.v1.Rating` to `Lm2__V1__Rating`."""
    return "__".join(camel_words(part) for part in full_name.split("."))


def c_function(full_name):
    """`lm2.v1.RateClause` to `lm2__v1__rate_clause`, the beginning of its functions' names."""
    return "__".join(lower_words(part) for part in full_name.split("."))


def c_field(name):
    name = name.lower()
    return name + "_" if name in C_KEYWORDS else name


def swift_words(lower):
    """`clause_ids` to `clauseIDs`: an initialism keeps its capitals, as Swift's guidelines ask."""
    first, *rest = lower.lower().split("_")
    return first + "".join({"id": "ID", "ids": "IDs"}.get(word, word[:1].upper() + word[1:]) for word in rest)


def swift_name(lower):
    name = swift_words(lower)
    return f"`{name}`" if name in SWIFT_KEYWORDS else name


def swift_method(camel):
    """`RateClause` to `rateClause`."""
    return camel[:1].lower() + camel[1:]


def upper_words(camel):
    """`AssessmentState` to `ASSESSMENT_STATE`, the prefix of an enum's values."""
    return lower_words(camel).upper()
