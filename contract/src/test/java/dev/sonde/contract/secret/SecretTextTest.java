package dev.sonde.contract.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.contract.secret.SecretReference.Source;
import dev.sonde.contract.secret.SecretText.Part.Literal;
import dev.sonde.contract.secret.SecretText.Part.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTextTest {
    @Test
    void parts_areLiteralsAndReferencesInOrder() {
        SecretText text = new SecretText("Bearer ${file:shop-token}, ${env:SONDE_KEY}!");

        assertThat(text.parts())
                .containsExactly(
                        new Literal("Bearer "),
                        new Reference(new SecretReference(Source.FILE, "shop-token")),
                        new Literal(", "),
                        new Reference(new SecretReference(Source.ENV, "SONDE_KEY")),
                        new Literal("!"));
        assertThat(text.references())
                .extracting(SecretReference::toString)
                .containsExactly("${file:shop-token}", "${env:SONDE_KEY}");
    }

    @Test
    void aDoubledDollarBeforeABraceIsLiteral() {
        assertThat(new SecretText("$${file:x}").parts()).containsExactly(new Literal("${file:x}"));
        assertThat(new SecretText("a $${ b").parts()).containsExactly(new Literal("a ${ b"));
        assertThat(new SecretText("cost: $5, 2$$, {x}").parts()).containsExactly(new Literal("cost: $5, 2$$, {x}"));
        assertThat(new SecretText("$${a}${file:b}").parts())
                .containsExactly(new Literal("${a}"), new Reference(new SecretReference(Source.FILE, "b")));
        assertThat(new SecretText("").parts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${file:../etc/passwd}",
                "${file:/etc/passwd}",
                "${file:a/b}",
                "${file:..}",
                "${file:.hidden}",
                "${file:a\\b}",
                "${file:a\u0000b}",
                "${file:}",
                "${file}",
                "${env:A-B}",
                "${env:1A}",
                "${env:A B}",
                "${vault:x}",
                "${}",
                "${HOME}",
                "${file:${env:A}}"
            })
    void aReferenceOfAnotherFormIsRefused(String source) {
        assertThatThrownBy(() -> new SecretText(source))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: ");
    }

    @Test
    void aReferenceThatIsNotClosedIsRefusedWithoutShowingTheText() {
        assertThatThrownBy(() -> new SecretText("hunter2 ${file:x"))
                .hasMessage(
                        "secret reference is not closed (expected: ${file:NAME} or ${env:NAME}, or $${ for a literal)");
    }

    @Test
    void printing_showsTheReference() {
        assertThat(new SecretText("Bearer ${file:t}")).hasToString("SecretText[source=Bearer ${file:t}]");
    }
}
