package dev.sonde.agent.expect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.JsonMatch;
import dev.sonde.contract.check.JsonMatch.Comparison;
import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.result.FailureReason;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonConditionTest {
    private static final String BODY = """
            {"state": "up", "code": "5", "count": 5, "ratio": 5.0, "big": 9007199254740993, "ok": true, "gone": null,
             "list": [{"s": "up"}, {"s": "down"}], "object": {"a": 1}, "secret": "token-hunter2-end"}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "$.state    | equals        | up               | `` ",
                "$.state    | equals        | Up               | json $.state: 'up' (expected: 'Up')",
                "$.code     | equals        | 5                | ``",
                "$.count    | equals        | 5                | ``",
                "$.count    | equals        | 5.0              | ``",
                "$.ratio    | equals        | 5                | ``",
                "$.object   | equals        | {\"a\":1}          | ``",
                "$.count    | equals        | five             | json $.count: 5 (expected: 'five')",
                "$.big      | equals        | 9007199254740993 | ``",
                "$.big      | equals        | 9007199254740992 | json $.big: 9007199254740993 (expected: 9007199254740992)",
                "$.ok       | equals        | true             | ``",
                "$.ok       | equals        | false            | json $.ok: true (expected: false)",
                "$.gone     | equals        | null             | ``",
                "$.object   | equals        | 1                | json $.object: an object of 1 (expected: 1)",
                "$.absent   | equals        | 1                | json $.absent: absent (expected: 1)",
                "$.list[1].s | equals       | up               | json $.list[1].s: 'down' (expected: 'up')",
                "$.list[-1].s | equals      | down             | ``",
                "$.state    | not_equals    | down             | ``",
                "$.state    | not_equals    | up               | json $.state: 'up' (expected: not 'up')",
                "$.absent   | not_equals    | up               | json $.absent: absent (expected: not 'up')",
                "$.state    | matches       | ^u               | ``",
                "$.state    | matches       | ^d               | json $.state: 'up' (expected: to match '^d')",
                "$.count    | matches       | ^[0-9]$          | ``",
                "$.list     | matches       | ^up              | json $.list: a list of 2 (expected: to match '^up')",
                "$.count    | less_than     | 6                | ``",
                "$.count    | less_than     | 5                | json $.count: 5 (expected: a number less than 5)",
                "$.code     | less_than     | 6                | json $.code: '5' (expected: a number less than 6)",
                "$.count    | greater_than  | 4.99             | ``",
                "$.count    | greater_than  | 5                | json $.count: 5 (expected: a number greater than 5)",
                "$.gone     | exists        | true             | ``",
                "$.absent   | exists        | true             | json $.absent: absent (expected: present)",
                "$.absent   | exists        | false            | ``",
                "$.state    | exists        | false            | json $.state: 'up' (expected: absent)",
                "$.secret   | equals        | other            | json $.secret: 'token-***-end' (expected: 'other')"
            })
    void condition_comparesByValueAndSaysWhatWasSeen(String path, String kind, String operand, String message) {
        Violation violation = violation(BODY, condition(path, kind, operand));

        assertThat(violation == null ? "" : violation.detail()).isEqualTo(message.strip());
        assertThat(violation == null || violation.reason() == FailureReason.ASSERTION)
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | json $.a: the body is empty (expected: 1)",
                "<html> | json $.a: the body is not JSON: Unexpected character ('<') at line 1, column 1 (expected: 1)",
                "{\"a\":1 | json $.a: the body is not JSON: Unexpected end-of-input at line 1, column 7 (expected: 1)",
                "{\"a\":1} 2 | json $.a: the body is more than one JSON value at line 1, column 9 (expected: 1)"
            })
    void body_thatIsNoJsonFailsWithItsPlace(String body, String message) {
        Violation violation = violation(body, condition("$.a", "equals", "1"));

        assertThat(violation.detail()).isEqualTo(message);
    }

    @Test
    void body_isReadOnceForAllConditions() {
        Judging judging = new Judging(FakeAnswer.of(BODY), text -> text, new Budget(System::nanoTime, Long.MAX_VALUE));

        assertThat(condition("$.ok", "equals", "true").violation(judging)).isNull();
        Object first = read(judging);
        assertThat(condition("$.count", "equals", "5").violation(judging)).isNull();
        assertThat(read(judging)).isSameAs(first);
    }

    private static Object read(Judging judging) {
        try {
            return judging.json();
        } catch (Json.NotReadableException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonCondition condition(String path, String kind, String operand) {
        Comparison comparison = Comparison.valueOf(kind.toUpperCase(Locale.ROOT));
        return JsonCondition.of(new JsonMatch(new JsonPath(path), comparison, operand));
    }

    private static Violation violation(String body, JsonCondition condition) {
        return condition.violation(new Judging(
                FakeAnswer.of(body),
                text -> text.replace("hunter2", "***"),
                new Budget(System::nanoTime, Long.MAX_VALUE)));
    }
}
