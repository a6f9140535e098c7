package dev.sonde.contract.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text as the operator wrote it, with its secret references unresolved. A doubled dollar sign before a brace is literal.
 * Printing shows the references, never a value. Immutable.
 *
 * @param source the text as written
 */
public record SecretText(String source) {
    /** A piece of the text. */
    public sealed interface Part {
        /** Text that stands for itself. */
        record Literal(String text) implements Part {}

        /** A secret to be put in its place. */
        record Reference(SecretReference secret) implements Part {}
    }

    public SecretText {
        parse(source);
    }

    /** The pieces in order, never two literals in a row. */
    public List<Part> parts() {
        return parse(source);
    }

    /** The secrets it names, in order. */
    public List<SecretReference> references() {
        List<SecretReference> references = new ArrayList<>();
        for (Part part : parts()) {
            if (part instanceof Part.Reference reference) {
                references.add(reference.secret());
            }
        }
        return references;
    }

    private static List<Part> parse(String text) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith("$${", at)) {
                literal.append("${");
                at += 3;
            } else if (text.startsWith("${", at)) {
                int end = text.indexOf('}', at);
                if (end < 0) {
                    throw new IllegalArgumentException(
                            "secret reference is not closed (expected: ${file:NAME} or ${env:NAME}, or $${ for a literal)");
                }
                if (!literal.isEmpty()) {
                    parts.add(new Part.Literal(literal.toString()));
                    literal.setLength(0);
                }
                parts.add(new Part.Reference(reference(text.substring(at + 2, end))));
                at = end + 1;
            } else {
                literal.append(text.charAt(at++));
            }
        }
        if (!literal.isEmpty()) {
            parts.add(new Part.Literal(literal.toString()));
        }
        return List.copyOf(parts);
    }

    private static SecretReference reference(String body) {
        int colon = body.indexOf(':');
        String kind = colon < 0 ? body : body.substring(0, colon);
        for (SecretReference.Source candidate : SecretReference.Source.values()) {
            if (colon >= 0 && candidate.label().equals(kind.toLowerCase(Locale.ROOT))) {
                return new SecretReference(candidate, body.substring(colon + 1));
            }
        }
        throw new IllegalArgumentException(
                "${" + body + "} (expected: ${file:NAME} or ${env:NAME}, or $${ for a literal)");
    }
}
