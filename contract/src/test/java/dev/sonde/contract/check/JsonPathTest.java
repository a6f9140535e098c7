package dev.sonde.contract.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.contract.check.JsonPath.Step.Element;
import dev.sonde.contract.check.JsonPath.Step.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPathTest {
    @Test
    void steps_leadFromTheRootDown() {
        assertThat(new JsonPath("$").steps()).isEmpty();
        assertThat(new JsonPath("$.items[0].größe_2[-1]").steps())
                .containsExactly(new Member("items"), new Element(0), new Member("größe_2"), new Element(-1));
        assertThat(new JsonPath("$['a b'][\"it's\"]['\\'\\\\']").steps())
                .containsExactly(new Member("a b"), new Member("it's"), new Member("'\\"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``          | 0
            a.b         | 0
            $a          | 1
            $.          | 2
            $..a        | 2
            $.1a        | 2
            $.a-b       | 3
            $.*         | 2
            $[*]        | 2
            $[01]       | 2
            $[-0]       | 2
            $[1         | 2
            $[1:2]      | 2
            $['a        | 4
            $['a'       | 5
            $['a\\b']   | 5
            $[?@.a]     | 2
            $.a b       | 3
            """)
    void paths_ofAnotherFormAreRefusedWhereTheyGoWrong(String text, int at) {
        assertThat(JsonPath.firstWrong(text)).isEqualTo(at);
        assertThatThrownBy(() -> new JsonPath(text))
                .hasMessage(text + (at == 0 ? "" : " at character " + (at + 1))
                        + " (expected: $, then .name, ['name'] or [0])");
    }
}
