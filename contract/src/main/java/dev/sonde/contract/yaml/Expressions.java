package dev.sonde.contract.yaml;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sonde.contract.check.JsonPath;

/** Expressions over answers, checked while they are read. */
final class Expressions {
    static final int LONGEST = 1000;
    private static final int LONGEST_CEL = 4000;
    private static final String PATH =
            "\\$(\\.[^\\x00-\\x40\\x5b-\\x5e\\x60\\x7b-\\x7f][^\\x00-\\x2f\\x3a-\\x40\\x5b-\\x5e\\x60\\x7b-\\x7f]*"
                    + "|\\[(0|-?[1-9][0-9]{0,8})\\]"
                    + "|\\['([^'\\\\]|\\\\['\\\\])*'\\]"
                    + "|\\[\"([^\"\\\\]|\\\\[\"\\\\])*\"\\])*";

    private Expressions() {}

    static Scalar<String> re2() {
        String expected = "an RE2 expression, at most " + LONGEST + " characters";
        return Scalar.of("expression", expected, Form.text(1, LONGEST), text -> {
            if (text.isEmpty() || text.length() > LONGEST) {
                throw new BadValueException();
            }
            if (Repetitions.most(text) > Repetitions.MOST) {
                throw new BadValueException(
                        Source.shown(text) + " repeats a part more than " + Repetitions.MOST + " times", null);
            }
            try {
                Pattern ignored = Pattern.compile(text);
            } catch (PatternSyntaxException e) {
                throw new BadValueException(
                        Source.shown(text) + ": " + e.getDescription() + " at " + Source.shown(e.getPattern()), null);
            }
            return text;
        });
    }

    static Scalar<String> cel() {
        String expected = "a CEL expression, at most " + LONGEST_CEL + " characters";
        return Scalar.of("CEL", expected, Form.text(1, LONGEST_CEL), text -> {
                    if (text.isBlank() || text.length() > LONGEST_CEL) {
                        throw new BadValueException();
                    }
                    return text;
                })
                .checked((text, expressions) -> expressions.celComplaint(text));
    }

    static Scalar<JsonPath> jsonPath() {
        return Scalar.of("JSON path", "a JSON path to one value: " + JsonPath.FORM, Form.matching(PATH), text -> {
            int wrong = JsonPath.firstWrong(text);
            if (wrong > 0) {
                throw new BadValueException(
                        Source.shown(text) + " at character " + (text.codePointCount(0, wrong) + 1), null);
            }
            if (wrong == 0) {
                throw new BadValueException();
            }
            return new JsonPath(text);
        });
    }
}
