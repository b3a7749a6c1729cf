/// What JSON is taken and what is refused, a line each.
enum JSONCases {
    /// Texts of lm2.test.EveryType, and their canonical form.
    static let taken: [(String, String)] = [
        // Names, order and absence.
        ("{}", "{}"), (" \t\r\n{ } \n", "{}"),
        (#"{"one_int32":1}"#, #"{"oneInt32":1}"#),
        (#"{"oneInt64" : "2" , "one_double":1}"#, #"{"oneDouble":1.0,"oneInt64":"2"}"#),
        (#"{"far":"f","oneBool":true,"manyBool":[true]}"#, #"{"oneBool":true,"manyBool":[true],"far":"f"}"#),
        (#"{"Hand-made":"x"}"#, #"{"Hand-made":"x"}"#), (#"{"renamed_by_hand":"x"}"#, #"{"Hand-made":"x"}"#),
        (#"{"a1BC":3}"#, #"{"a1BC":3}"#), (#"{"a1_b__c_":3}"#, #"{"a1BC":3}"#),
        (#"{"\u006fneInt32":1}"#, #"{"oneInt32":1}"#),
        (#"{"oneInt32":0,"oneString":"","oneBool":false,"oneFruit":0,"oneBytes":"","oneDouble":0}"#, "{}"),
        (
            #"{"someInt32":0,"someString":"","someBool":false,"someFruit":0,"someBytes":"","someDouble":0}"#,
            #"{"someDouble":0.0,"someInt32":0,"someBool":false,"someString":"","someBytes":"","someFruit":"FRUIT_UNSPECIFIED"}"#
        ),
        (#"{"oneInt32":null,"manyInt32":null,"oneMessage":null,"someBool":null,"oneTime":null}"#, "{}"),
        (#"{"manyInt32":[],"manyString":[]}"#, "{}"), (#"{"oneMessage":{}}"#, #"{"oneMessage":{}}"#),
        (#"{"chosenString":"","otherFruit":0}"#, #"{"chosenString":"","otherFruit":"FRUIT_UNSPECIFIED"}"#),
        (#"{"chosenString":null,"chosenBool":false}"#, #"{"chosenBool":false}"#),
        (#"{"chosenBool":false,"chosenString":null}"#, #"{"chosenBool":false}"#),
        (#"{"manyMessage":[{},{"oneInt32":1}]}"#, #"{"manyMessage":[{},{"oneInt32":1}]}"#),
        // Whole numbers.
        (#"{"oneInt32":-2147483648}"#, #"{"oneInt32":-2147483648}"#),
        (#"{"oneInt32":"2147483647"}"#, #"{"oneInt32":2147483647}"#),
        (#"{"oneInt32":1.0,"oneUint32":1e2,"oneSint32":-0}"#, #"{"oneInt32":1,"oneUint32":100}"#),
        (#"{"manyInt64":[120e-1,"1.5e1",0e5,0.0,1000E-3]}"#, #"{"manyInt64":["12","15","0","0","1"]}"#),
        (
            #"{"oneUint32":4294967295,"oneFixed32":"4294967295"}"#,
            #"{"oneFixed32":4294967295,"oneUint32":4294967295}"#
        ),
        (#"{"oneInt64":-9223372036854775808}"#, #"{"oneInt64":"-9223372036854775808"}"#),
        (#"{"oneInt64":9007199254740993.0}"#, #"{"oneInt64":"9007199254740993"}"#),
        (#"{"oneUint64":18446744073709551615}"#, #"{"oneUint64":"18446744073709551615"}"#),
        (#"{"oneUint64":1844674407370955161.50e1}"#, #"{"oneUint64":"18446744073709551615"}"#),
        (#"{"oneFixed64":"1e19"}"#, #"{"oneFixed64":"10000000000000000000"}"#),
        (#"{"oneInt32":0.0000000000000000000000000000001e31}"#, #"{"oneInt32":1}"#),
        (#"{"oneInt32":0e999999999999999999999999}"#, "{}"),
        // Other numbers.
        (#"{"oneDouble":"NaN","oneFloat":"-Infinity"}"#, #"{"oneDouble":"NaN","oneFloat":"-Infinity"}"#),
        (#"{"oneDouble":"Infinity"}"#, #"{"oneDouble":"Infinity"}"#),
        (#"{"oneDouble":"1.5","oneFloat":1e-3}"#, #"{"oneDouble":1.5,"oneFloat":0.001}"#),
        (#"{"oneDouble":-0.0}"#, #"{"oneDouble":-0.0}"#), (#"{"oneDouble":1e-400}"#, "{}"),
        (#"{"oneFloat":3.4028235e38}"#, #"{"oneFloat":3.4028235e+38}"#),
        (#"{"oneDouble":1.7976931348623157e308}"#, #"{"oneDouble":1.7976931348623157e+308}"#),
        // Enums.
        (#"{"oneFruit":"FRUIT_FIG"}"#, #"{"oneFruit":"FRUIT_FIG"}"#),
        (#"{"oneFruit":17}"#, #"{"oneFruit":"FRUIT_FIG"}"#),
        (#"{"manyFruit":[0,1.0,99,-1]}"#, #"{"manyFruit":["FRUIT_UNSPECIFIED","FRUIT_APPLE",99,-1]}"#),
        (#"{"oneFruit":-2147483648}"#, #"{"oneFruit":"FRUIT_LEAST"}"#),
        // Bytes.
        (#"{"oneBytes":"+/8="}"#, #"{"oneBytes":"+/8="}"#), (#"{"oneBytes":"-_8"}"#, #"{"oneBytes":"+/8="}"#),
        (#"{"oneBytes":"QQ"}"#, #"{"oneBytes":"QQ=="}"#), (#"{"oneBytes":"QUI"}"#, #"{"oneBytes":"QUI="}"#),
        (#"{"oneBytes":"-_"}"#, #"{"oneBytes":"+w=="}"#),
        (#"{"oneBytes":"QUJD\u0051UJD"}"#, #"{"oneBytes":"QUJDQUJD"}"#),
        // Strings.
        (#"{"oneString":"\"\\\/\b\f\n\r\t\u0041"}"#, #"{"oneString":"\"\\/\b\f\n\r\tA"}"#),
        (
            #"{"oneString":"\u0001\u001F\u007f\u00e9\u20AC\ud83d\ude00"}"#,
            "{\"oneString\":\"\\u0001\\u001f\u{7F}é€😀\"}"
        ),
        (#"{"oneString":"\ufeff\uffff"}"#, "{\"oneString\":\"\u{FEFF}\u{FFFF}\"}"),
        (
            "{\"oneString\":\"日本語, a long text that has more than eight bytes é\"}",
            "{\"oneString\":\"日本語, a long text that has more than eight bytes é\"}"
        ),
        // Times.
        (#"{"oneTime":"1970-01-01T00:00:00Z"}"#, #"{"oneTime":"1970-01-01T00:00:00Z"}"#),
        (#"{"oneTime":"0001-01-01T00:00:00Z"}"#, #"{"oneTime":"0001-01-01T00:00:00Z"}"#),
        (#"{"oneTime":"9999-12-31T23:59:59.999999999Z"}"#, #"{"oneTime":"9999-12-31T23:59:59.999999999Z"}"#),
        (#"{"oneTime":"2024-02-29T12:00:00.1Z"}"#, #"{"oneTime":"2024-02-29T12:00:00.100Z"}"#),
        (#"{"oneTime":"2024-02-29T12:00:00.1234Z"}"#, #"{"oneTime":"2024-02-29T12:00:00.123400Z"}"#),
        (#"{"oneTime":"2026-01-01T00:30:00+01:00"}"#, #"{"oneTime":"2025-12-31T23:30:00Z"}"#),
        (#"{"oneTime":"1969-12-31T23:59:59.5-00:30"}"#, #"{"oneTime":"1970-01-01T00:29:59.500Z"}"#),
        (#"{"oneDuration":"1.5s"}"#, #"{"oneDuration":"1.500s"}"#),
        (#"{"oneDuration":"-0.000001s"}"#, #"{"oneDuration":"-0.000001s"}"#),
        (#"{"oneDuration":"0s"}"#, #"{"oneDuration":"0s"}"#),
        (
            #"{"manyDuration":["315576000000s","-315576000000.999999999s"]}"#,
            #"{"manyDuration":["315576000000s","-315576000000.999999999s"]}"#
        ),
    ]

    /// Texts that are no lm2.test.EveryType, and what is said of them.
    static let refused: [(String, String)] = [
        // No JSON.
        ("", "line 1, column 1: the text is not JSON: it is empty"),
        (" ", "line 1, column 2: the text is not JSON: it ends too early"),
        ("\u{FEFF}{}", "line 1, column 1: the text is not JSON: it begins with a byte order mark"),
        ("{", "line 1, column 2: the text is not JSON: it ends too early"),
        ("{} x", "line 1, column 4: the text is not JSON: it goes on after its end"),
        ("{}{}", "line 1, column 3: the text is not JSON: it goes on after its end"),
        ("{,}", "line 1, column 2: the text is not JSON: a field's name in quotation marks was expected"),
        (
            "{\n  oneInt32: 1}",
            "line 2, column 3: the text is not JSON: a field's name in quotation marks was expected"
        ),
        (
            "{'oneInt32': 1}",
            "line 1, column 2: the text is not JSON: a field's name in quotation marks was expected"
        ),
        ("{\"oneInt32\"=1}", "line 1, column 12: the text is not JSON: ':' was expected"),
        ("{\"oneInt32\":1 \"oneBool\":true}", "line 1, column 15: the text is not JSON: ',' or '}' was expected"),
        (
            "{\"oneInt32\":1,}",
            "line 1, column 15: the text is not JSON: a field's name in quotation marks was expected"
        ),
        ("{\"oneString\":\"é日😀\"\n,\n\"x", "line 3, column 3: the text is not JSON: it ends within a string"),
        ("{\"oneString\":\"é日😀\" 1", "line 1, column 20: the text is not JSON: ',' or '}' was expected"),
        ("{\"oneInt32\":}", "line 1, column 13: one_int32 is not JSON: a value was expected"),
        ("{\"oneInt32\":", "line 1, column 13: one_int32 is not JSON: it ends too early"),
        ("{\"oneBool\":tru}", "line 1, column 12: one_bool is not JSON: a value was expected"),
        ("{\"oneBool\":True}", "line 1, column 12: one_bool is not JSON: a value was expected"),
        ("{\"oneInt32\":nul}", "line 1, column 13: one_int32 is not JSON: a value was expected"),
        ("{\"oneInt32\":nulls}", "line 1, column 17: the text is not JSON: ',' or '}' was expected"),
        ("{\"oneInt32\":01}", "line 1, column 13: one_int32 is not JSON: a number is not written as JSON has it"),
        ("{\"oneInt32\":-}", "line 1, column 13: one_int32 is not JSON: a number is not written as JSON has it"),
        ("{\"oneInt32\":1.}", "line 1, column 13: one_int32 is not JSON: a number is not written as JSON has it"),
        ("{\"oneInt32\":1e}", "line 1, column 13: one_int32 is not JSON: a number is not written as JSON has it"),
        ("{\"oneInt32\":.5}", "line 1, column 13: one_int32 is not JSON: a value was expected"),
        ("{\"oneInt32\":+1}", "line 1, column 13: one_int32 is not JSON: a value was expected"),
        ("{\"oneInt32\":1x}", "line 1, column 14: the text is not JSON: ',' or '}' was expected"),
        ("{\"oneDouble\":NaN}", "line 1, column 14: one_double is not JSON: a value was expected"),
        ("{\"oneDouble\":Infinity}", "line 1, column 14: one_double is not JSON: a value was expected"),
        ("{\"manyInt32\":[1,]}", "line 1, column 17: many_int32[1] is not JSON: a value was expected"),
        ("{\"manyInt32\":[1 2]}", "line 1, column 17: many_int32 is not JSON: ',' or ']' was expected"),
        ("{\"manyInt32\":[1", "line 1, column 16: many_int32 is not JSON: it ends too early"),
        (
            "{\"oneString\":\"a\nb\"}",
            "line 1, column 16: one_string is not JSON: a string holds a control character that is not escaped"
        ),
        (
            #"{"oneString":"\x41"}"#,
            "line 1, column 15: one_string is not JSON: a string holds an escape that JSON does not have"
        ),
        (
            #"{"oneString":"\u12g4"}"#,
            "line 1, column 15: one_string is not JSON: a string holds an escape that JSON does not have"
        ),
        (#"{"oneString":"\"#, "line 1, column 16: one_string is not JSON: it ends within a string"),
        (#"{"oneString":"\u12"#, "line 1, column 19: one_string is not JSON: it ends within a string"),
        (#"{"oneString":"a\"#, "line 1, column 17: one_string is not JSON: it ends within a string"),
        // Characters that no message may hold.
        (#"{"oneString":"ab\u0000"}"#, "line 1, column 17: one_string contains U+0000"),
        (#"{"oneString":"\ud83d"}"#, "line 1, column 15: one_string holds half of a surrogate pair"),
        (#"{"oneString":"\ude00\ud83d"}"#, "line 1, column 15: one_string holds half of a surrogate pair"),
        (#"{"oneString":"\ud83d\ud83d"}"#, "line 1, column 15: one_string holds half of a surrogate pair"),
        (#"{"oneString":"\ud83dxxxxxxxx"}"#, "line 1, column 15: one_string holds half of a surrogate pair"),
        // Fields.
        ("{\"foo\":1}", "line 1, column 2: foo is not a field of lm2.test.EveryType"),
        ("{\"\":1}", "line 1, column 2: \"\" is not a field of lm2.test.EveryType"),
        ("{\"one_Int32\":1}", "line 1, column 2: one_Int32 is not a field of lm2.test.EveryType"),
        (
            "{\"oneTime\":\"1970-01-01T00:00:00Z\",\"a\\nb\":1}",
            "line 1, column 35: a\u{FFFD}b is not a field of lm2.test.EveryType"
        ),
        (
            "{\"manyMessage\":[{},\n {\"oneMessage\":{\"x\":1}}]}",
            "line 2, column 17: many_message[1].one_message.x is not a field of lm2.test.EveryType"
        ),
        ("{\"oneInt32\":1,\"oneInt32\":1}", "line 1, column 15: one_int32 is given twice"),
        ("{\"oneInt32\":1,\"one_int32\":2}", "line 1, column 15: one_int32 is given twice"),
        ("{\"oneInt32\":null,\"oneInt32\":2}", "line 1, column 18: one_int32 is given twice"),
        (
            "{\"chosenString\":\"a\",\"chosenBool\":true}",
            "line 1, column 21: chosen_bool must not be given, since another field of its oneof is"
        ),
        // Values of another kind.
        ("[]", "line 1, column 1: the text must be an object"),
        ("null", "line 1, column 1: the text must be an object"),
        ("nothing", "line 1, column 1: the text is not JSON: a value was expected"),
        ("{\"oneMessage\":[]}", "line 1, column 15: one_message must be an object"),
        ("{\"oneString\":1}", "line 1, column 14: one_string must be a string"),
        ("{\"oneString\":{}}", "line 1, column 14: one_string must be a string"),
        ("{\"oneBool\":\"true\"}", "line 1, column 12: one_bool must be true or false"),
        ("{\"oneBool\":1}", "line 1, column 12: one_bool must be true or false"),
        ("{\"manyInt32\":1}", "line 1, column 14: many_int32 must be a list"),
        ("{\"manyInt32\":{}}", "line 1, column 14: many_int32 must be a list"),
        ("{\"manyInt32\":[1,null]}", "line 1, column 17: many_int32[1] must not be null"),
        ("{\"manyMessage\":[null]}", "line 1, column 17: many_message[0] must not be null"),
        ("{\"manyString\":[\"a\",[]]}", "line 1, column 20: many_string[1] must be a string"),
        // Whole numbers.
        (
            "{\"oneInt32\":true}",
            "line 1, column 13: one_int32 must be a whole number from -2147483648 to 2147483647"
        ),
        (
            "{\"oneInt32\":2147483648}",
            "line 1, column 13: one_int32 must be a whole number from -2147483648 to 2147483647"
        ),
        (
            "{\"oneSint32\":-2147483649}",
            "line 1, column 14: one_sint32 must be a whole number from -2147483648 to 2147483647"
        ),
        ("{\"oneUint32\":-1}", "line 1, column 14: one_uint32 must be a whole number from 0 to 4294967295"),
        (
            "{\"oneFixed32\":4294967296}",
            "line 1, column 15: one_fixed32 must be a whole number from 0 to 4294967295"
        ),
        (
            "{\"oneInt64\":\"9223372036854775808\"}",
            "line 1, column 13: one_int64 must be a whole number from -9223372036854775808 to 9223372036854775807"
        ),
        (
            "{\"oneUint64\":18446744073709551616}",
            "line 1, column 14: one_uint64 must be a whole number from 0 to 18446744073709551615"
        ),
        (
            "{\"oneUint64\":1e9999999999999999999999}",
            "line 1, column 14: one_uint64 must be a whole number from 0 to 18446744073709551615"
        ),
        (
            "{\"oneUint64\":100000000000000000000.5}",
            "line 1, column 14: one_uint64 must be a whole number from 0 to 18446744073709551615"
        ),
        (
            "{\"oneInt32\":1.5}",
            "line 1, column 13: one_int32 must be a whole number from -2147483648 to 2147483647"
        ),
        (
            "{\"oneInt32\":1e-1}",
            "line 1, column 13: one_int32 must be a whole number from -2147483648 to 2147483647"
        ),
        (
            "{\"oneInt32\":\"\"}",
            "line 1, column 13: one_int32 must be a whole number from -2147483648 to 2147483647"
        ),
        (
            "{\"oneInt32\":\" 1\"}",
            "line 1, column 13: one_int32 must be a whole number from -2147483648 to 2147483647"
        ),
        (
            "{\"oneInt32\":\"1 \"}",
            "line 1, column 13: one_int32 must be a whole number from -2147483648 to 2147483647"
        ),
        (
            "{\"oneInt32\":\"01\"}",
            "line 1, column 13: one_int32 must be a whole number from -2147483648 to 2147483647"
        ),
        (
            "{\"oneInt32\":\"1_0\"}",
            "line 1, column 13: one_int32 must be a whole number from -2147483648 to 2147483647"
        ),
        (
            "{\"oneInt32\":\"0x1\"}",
            "line 1, column 13: one_int32 must be a whole number from -2147483648 to 2147483647"
        ),
        // Other numbers.
        ("{\"oneDouble\":1e309}", "line 1, column 14: one_double must be a number that fits into 64 bits"),
        ("{\"oneFloat\":3.5e38}", "line 1, column 13: one_float must be a number that fits into 32 bits"),
        ("{\"oneDouble\":\"nan\"}", "line 1, column 14: one_double must be a number that fits into 64 bits"),
        ("{\"oneDouble\":\"inf\"}", "line 1, column 14: one_double must be a number that fits into 64 bits"),
        ("{\"oneDouble\":false}", "line 1, column 14: one_double must be a number that fits into 64 bits"),
        // Enums.
        (
            "{\"oneFruit\":\"FRUIT_PLUM\"}",
            "line 1, column 13: one_fruit must be the name or the number of a value of lm2.test.Fruit"
        ),
        (
            "{\"oneFruit\":\"fruit_fig\"}",
            "line 1, column 13: one_fruit must be the name or the number of a value of lm2.test.Fruit"
        ),
        (
            "{\"oneFruit\":\"1\"}",
            "line 1, column 13: one_fruit must be the name or the number of a value of lm2.test.Fruit"
        ),
        (
            "{\"oneFruit\":1.5}",
            "line 1, column 13: one_fruit must be the name or the number of a value of lm2.test.Fruit"
        ),
        (
            "{\"oneFruit\":2147483648}",
            "line 1, column 13: one_fruit must be the name or the number of a value of lm2.test.Fruit"
        ),
        (
            "{\"manyFruit\":[true]}",
            "line 1, column 15: many_fruit[0] must be the name or the number of a value of lm2.test.Fruit"
        ),
        // Bytes.
        ("{\"oneBytes\":[1]}", "line 1, column 13: one_bytes must be a string of base64"),
        ("{\"oneBytes\":\"Q\"}", "line 1, column 13: one_bytes must be a string of base64"),
        ("{\"oneBytes\":\"QQ=\"}", "line 1, column 13: one_bytes must be a string of base64"),
        ("{\"oneBytes\":\"QUI==\"}", "line 1, column 13: one_bytes must be a string of base64"),
        ("{\"oneBytes\":\"Q===\"}", "line 1, column 13: one_bytes must be a string of base64"),
        ("{\"oneBytes\":\"====\"}", "line 1, column 13: one_bytes must be a string of base64"),
        ("{\"oneBytes\":\"QQ==QQ==\"}", "line 1, column 13: one_bytes must be a string of base64"),
        ("{\"oneBytes\":\"QU I\"}", "line 1, column 13: one_bytes must be a string of base64"),
        ("{\"oneBytes\":\"QUé\"}", "line 1, column 13: one_bytes must be a string of base64"),
    ]
}
