package dev.sonde.contract.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.secret.SecretText;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
    @Test
    void in_findsNamesAndNumbers() {
        assertThat(Placeholders.in("{{user}} {{ 1 }} {{user}} {a} {{a-b}} {{123}} {{}} {{{x}}}"))
                .containsExactly("user", "1", "x");
    }

    @Test
    void in_looksPastSecrets() {
        assertThat(Placeholders.in(new SecretText("{{a}}${file:{{b}}}{{c}}".replace("{{b}}", "b"))))
                .containsExactly("a", "c");
    }

    @Test
    void fill_putsValuesInAndNeverLooksAtThem() {
        assertThat(Placeholders.fill("{{a}}-{{ b }}-{{c d}}", name -> "$1{{" + name + "}}"))
                .isEqualTo("$1{{a}}-$1{{b}}-{{c d}}");
    }
}
