package dev.sonde.agent.expect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.check.JsonMatch;
import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.check.TextMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies made to exhaust whoever judges them, and bodies and expressions drawn at random. */
class HostileAnswerTest {
    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[[{\"a\":["})
    void json_deeperThanTheLimitIsRefused(String opening) {
        assertThat(jsonViolation(opening.repeat(500_000)))
                .isEqualTo("json $.a: the body is deeper than 100 levels, or a text or number too long (expected: 1)");
    }

    @Test
    void json_ofTooManyValuesIsRefused() {
        assertThat(jsonViolation("[" + "[],".repeat(1_000_000) + "1]"))
                .isEqualTo("json $.a: the body is more than 250000 values (expected: 1)");
    }

    @Test
    void json_numbersBeyondAllRangeAreRefusedOrCompared() {
        assertThat(jsonViolation("{\"a\":1e99999999999999}"))
                .isEqualTo("json $.a: the body is a number out of all range (expected: 1)");
        assertThat(jsonViolation("{\"a\":" + "9".repeat(1_000_000) + "}"))
                .isEqualTo("json $.a: the body is deeper than 100 levels, or a text or number too long (expected: 1)");
        assertThat(jsonViolation("{\"a\":1e999999999}")).isEqualTo("json $.a: 1E+999999999 (expected: 1)");
        assertThat(celViolation("json.a > 1", "{\"a\":1e999999999}")).isNull();
    }

    @Test
    void json_ofManyNamesThatHashAlikeIsReadSoon() {
        StringBuilder body = new StringBuilder("{");
        for (int i = 0; i < 1 << 16; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 16; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            body.append('"').append(name).append("\":1,");
        }
        body.append("\"a\":1}");

        long startedNanos = System.nanoTime();
        assertThat(jsonViolation(body.toString())).isNull();
        assertThat((System.nanoTime() - startedNanos) / 1_000_000).isLessThan(20_000);
    }

    @Test
    void cel_thatLoopsTooOftenIsStopped() {
        String many = "{\"l\":[" + "1,".repeat(1_000) + "1]}";

        assertThat(celViolation("json.l.all(x, json.l.all(y, y == 1))", many))
                .startsWith("cel: Iteration budget exceeded: 20000 at character ");
    }

    @Test
    void cel_thatMakesTooLongTextsIsStopped() {
        String many = "{\"l\":[" + "1,".repeat(1_000) + "1]}" + " ".repeat(1_000_000);

        assertThat(celViolation("json.l.map(x, body + body).size() == 1", many))
                .startsWith("cel: more than 33554432 characters put together");
    }

    @Test
    void cel_expressionsOfTheBodyAreNotCompiledWithoutEnd() {
        StringBuilder many = new StringBuilder("{\"l\":[");
        for (int i = 0; i < 1_000; i++) {
            many.append(i).append(',');
        }
        many.append("1]}");

        assertThat(celViolation("json.l.all(x, !'a'.matches(string(x)))", many.toString()))
                .startsWith("cel: more than 50 different regular expressions at character ");
    }

    @Test
    void cel_expressionOfTheBodyThatWouldNeedAllMemoryIsRefused() {
        assertThat(celViolation("'a'.matches(json.p)", "{\"p\":\"((a{100}){100}){100}\"}"))
                .startsWith("cel: matches: ((a{100}){100}){100} (expected: no part repeated more than 1000 times)");
    }

    @Test
    void judging_endsWhenItsTimeIsOver() {
        Expectations expectations = Expectations.builder()
                .body(BodyExpectation.of(List.of(new TextMatch.Matches("(x+x+)+y"))))
                .build();
        long[] now = {0};

        // A clock that runs a millisecond per look: the budget ends long before the text does.
        assertThatThrownBy(() -> expectations.firstViolation(
                        FakeAnswer.of("x".repeat(20_000_000)), text -> text, () -> now[0] += 1_000_000))
                .isInstanceOf(OverBudgetException.class)
                .hasMessage("the answer was not judged within 2000 ms");
    }

    @Test
    void random_compileThenJudgeNeverThrows() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int compiled = 0;
        for (int i = 0; i < 2_000; i++) {
            Expectations expectations;
            try {
                expectations = Expectations.builder()
                        .body(json(drawn(random, PATH_PIECES, "$"), drawn(random, JSON_PIECES, "")))
                        .build();
                compiled++;
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).contains("(expected: ");
                continue;
            }
            Violation violation =
                    expectations.firstViolation(FakeAnswer.of(drawn(random, JSON_PIECES, "")), text -> text);
            assertThat(violation == null || violation.detail().length() < 500).isTrue();
        }
        for (int i = 0; i < 300; i++) {
            try {
                Expectations expectations = Expectations.builder()
                        .body(new BodyExpectation(List.of(), List.of(), drawn(random, CEL_PIECES, "")))
                        .build();
                compiled++;
                Violation violation =
                        expectations.firstViolation(FakeAnswer.of(drawn(random, JSON_PIECES, "")), text -> text);
                assertThat(violation == null || violation.detail().length() < 500)
                        .isTrue();
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).contains("(expected: ");
            }
        }
        assertThat(compiled).isGreaterThan(100);
    }

    private static final List<String> PATH_PIECES = List.of(
            ".a", ".b", "[0]", "[-1]", "[*]", ".*", "..a", "[1:2]", "['a']", "..", "[", "]", "'", "?", "[::0]", "é");
    private static final List<String> JSON_PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"a\":",
            "\"b\":",
            "1",
            "-0.5e3",
            "true",
            "null",
            ",",
            "\"x\"",
            " ",
            "\\",
            "\u0000",
            "{\"a\":[1,2]}",
            "{\"a\":{\"b\":[{\"a\":null}]}}");
    private static final List<String> CEL_PIECES = List.of(
            "json",
            ".a",
            ".b",
            "[0]",
            " == ",
            "1",
            " && ",
            " || ",
            "!",
            "(",
            ")",
            "'x'",
            "status",
            "body",
            " + ",
            " > ",
            "size(json)",
            "has(json.a)",
            ".all(x, x == 1)",
            "body.matches('x')",
            "true",
            "duration('1s')",
            "response_time",
            " ? ",
            " : ",
            "headers['a']",
            "null",
            "json.a == 1",
            "status == 200");

    private static String drawn(Random random, List<String> pieces, String start) {
        List<String> drawn = new ArrayList<>(List.of(start));
        for (int i = random.nextInt(6); i >= 0; i--) {
            drawn.add(pieces.get(random.nextInt(pieces.size())));
        }
        return String.join("", drawn);
    }

    private static String jsonViolation(String body) {
        Violation violation =
                Expectations.builder().body(json("$.a", "1")).build().firstViolation(FakeAnswer.of(body), text -> text);
        return violation == null ? null : violation.detail();
    }

    private static String celViolation(String expression, String body) {
        Violation violation = Expectations.builder()
                .body(new BodyExpectation(List.of(), List.of(), expression))
                .build()
                .firstViolation(FakeAnswer.of(body), text -> text);
        return violation == null ? null : violation.detail();
    }

    private static BodyExpectation json(String path, String value) {
        return new BodyExpectation(
                List.of(), List.of(new JsonMatch(new JsonPath(path), JsonMatch.Comparison.EQUALS, value)), null);
    }
}
