package dev.sonde.agent.probe.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.JsonMatch;
import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.check.TextMatch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FillingTest {
    private final Filling filling = new Filling(Map.of(
            "id", "a/b?c=d&e#f g", "base", "https://shop.example/api", "host", "shop.example", "mark", "{{id}}"));

    @ParameterizedTest
    @CsvSource({
        "https://shop.example/{{id}}, https://shop.example/a%2Fb%3Fc%3Dd%26e%23f%20g",
        "https://shop.example/?q={{id}}, https://shop.example/?q=a%2Fb%3Fc%3Dd%26e%23f%20g",
        "https://shop.example?q={{host}}, https://shop.example?q=shop.example",
        "{{base}}/items/{{host}}, https://shop.example/api/items/shop.example",
        "https://{{host}}:8443/x, https://shop.example:8443/x"
    })
    void url_keepsValuesInTheirPlace(String template, String url) {
        assertThat(filling.url(template)).isEqualTo(url);
    }

    @Test
    void text_putsValuesInAsTheyAreAndLooksAtThemOnce() {
        assertThat(filling.text("<{{id}}> {{ mark }} {{1}x}")).isEqualTo("<a/b?c=d&e#f g> {{id}} {{1}x}");
        assertThatThrownBy(() -> filling.text("{{absent}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no variable {{absent}} (expected: one that was extracted)");
    }

    @Test
    void expectation_isFilledWhereTextsAreCompared() {
        HttpExpectation wanted = HttpExpectation.DEFAULT.withBody(new BodyExpectation(
                List.of(new TextMatch.Contains("at {{host}}"), new TextMatch.Matches("[{]{2}host}}")),
                List.of(new JsonMatch(new JsonPath("$.h"), JsonMatch.Comparison.EQUALS, "{{host}}")),
                null));

        HttpExpectation filled = filling.expectation(wanted);

        assertThat(filled.body().texts())
                .containsExactly(new TextMatch.Contains("at shop.example"), new TextMatch.Matches("[{]{2}host}}"));
        assertThat(filled.body().json().get(0).value()).isEqualTo("shop.example");
        assertThat(Filling.hasMarks(wanted)).isTrue();
        assertThat(Filling.hasMarks(filled)).isFalse();
    }
}
