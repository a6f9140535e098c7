package dev.sonde.agent.expect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.agent.probe.PhaseTimings;
import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CelExpressionTest {
    private static final String BODY = """
            {"state": "up", "n": 3, "half": 0.5, "ok": true, "gone": null, "items": [{"id": 7, "s": "up"}, {"id": 9, "s": "up"}]}
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status == 200",
                "status in [200, 204] && json.ok",
                "json.n == 3",
                "json.n > 2 && json.n < 3.5",
                "json.half * 2.0 == 1.0",
                "int(json.n) % 2 == 1",
                "json.gone == null",
                "has(json.state) && !has(json.absent)",
                "json.items.all(i, i.s == 'up')",
                "json.items.exists(i, i.id == 9)",
                "json.items.filter(i, i.id > 7).size() == 1",
                "size(json.items) == 2",
                "json['state'] == 'up'",
                "json.items[1].id == 9",
                "headers['content-type'].startsWith('application/json')",
                "body.contains('\"ok\"')",
                "body.matches('\"n\": *[0-9]')",
                "matches(body, 'up')",
                "size > 10",
                "response_time < duration('200ms')",
                "phases.processing <= duration('80ms')",
                "!('tls' in phases)",
                "tls_version >= '1.2'",
                "json.ok"
            })
    void expression_thatIsTrueHasNoViolation(String expression) {
        assertThat(violation(expression)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "status == 204 | cel: false with status = 200 (expected: status == 204)",
                "json.n == 4 | cel: false with json.n = 3 (expected: json.n == 4)",
                "json.items[0].s == 'down' | cel: false with json.items[0].s = 'up' (expected: json.items[0].s == 'down')",
                "headers['x-node'] == 'b' | cel: false with headers['x-node'] = 'a1' (expected: headers['x-node'] == 'b')",
                "json.absent == 1 | cel: key 'absent' is not present in map at character 5 (expected: json.absent == 1)",
                "json.n + 1 == 4 | cel: No matching overload for function '_+_' at character 8 (expected: json.n + 1 == 4)",
                "json.items[5].id == 1 | cel: Index out of bounds: 5 at character 11 (expected: json.items[5].id == 1)",
                "json.state | cel: its value is 'up', neither true nor false (expected: json.state)",
                "response_time < duration('20ms') | cel: false with response_time = 100 ms (expected: response_time < duration('20ms'))"
            })
    void violation_saysWhatWasSeen(String expression, String message) {
        assertThat(violation(expression)).isEqualTo(new Violation(FailureReason.ASSERTION, message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "status = 200 | token recognition error at: '= ' at character 8 (expected: a CEL expression that is true or false)",
                "foo == 1 | undeclared reference to 'foo' at character 1 (expected: a CEL expression that is true or false)",
                "status | its value is of type int (expected: a CEL expression that is true or false)",
                "body < 1 | found no matching overload for '_<_' applied to '(string, int)' at character 6 (expected: a CEL expression that is true or false)",
                "body.matches('(') | matches: ( (expected: an RE2 expression; missing closing ))"
            })
    void compile_refusesWithThePlace(String expression, String message) {
        assertThatThrownBy(() -> CelExpression.overAnswer(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void values_thatAreNotReferredToAreNotWorkedOut() {
        Expectations expectations = expectations("status == 200");
        assertThat(expectations.needBody()).isFalse();
        assertThat(expectations.firstViolation(FakeAnswer.of("no json"), text -> text))
                .isNull();

        assertThat(expectations("json.a == 1").needBody()).isTrue();
        assertThat(expectations("body == ''").needBody()).isTrue();
    }

    @Test
    void violation_masksWhatItQuotes() {
        FakeAnswer answer = FakeAnswer.of("{\"token\": \"x-hunter2\"}");
        Expectations expectations = expectations("json.token == 'y'");

        assertThat(expectations
                        .firstViolation(answer, text -> text.replace("hunter2", "***"))
                        .detail())
                .isEqualTo("cel: false with json.token = 'x-***' (expected: json.token == 'y')");
    }

    @Test
    void overJsonBody_hasTheBodyReadAsJson() throws Exception {
        CelExpression expression = CelExpression.overJsonBody("body.foo.bar == 'baz' && body.n > 1");

        assertThat(expression.holds("{\"foo\":{\"bar\":\"baz\"},\"n\":2}")).isTrue();
        assertThat(expression.holds("{\"foo\":{\"bar\":\"baz\"},\"n\":1}")).isFalse();
        assertThatThrownBy(() -> expression.holds("{}"))
                .isInstanceOf(CelExpression.NotEvaluatedException.class)
                .hasMessageContaining("key 'foo' is not present in map");
        assertThatThrownBy(() -> expression.holds("nothing"))
                .isInstanceOf(CelExpression.NotEvaluatedException.class)
                .hasMessageStartingWith("the body is not JSON");
        assertThatThrownBy(() -> CelExpression.overJsonBody("status == 200"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("undeclared reference to 'status'");
    }

    private static Violation violation(String expression) {
        FakeAnswer answer = FakeAnswer.of(BODY);
        answer.phases = PhaseTimings.of(Map.of(Phase.CONNECT, 20_000_000L, Phase.PROCESSING, 80_000_000L));
        return expectations(expression).firstViolation(answer, text -> text);
    }

    private static Expectations expectations(String cel) {
        return Expectations.builder()
                .body(new BodyExpectation(List.of(), List.of(), cel))
                .build();
    }
}
