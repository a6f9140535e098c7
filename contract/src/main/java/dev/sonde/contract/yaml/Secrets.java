package dev.sonde.contract.yaml;

import dev.sonde.contract.secret.SecretText;

/** Reads texts that may name secrets. What is wrong is said by its position: the text itself may be secret. */
final class Secrets {
    private static final String FORM = "${file:NAME} or ${env:NAME}, or $${ for a literal ${";

    /** One reference, as a pattern. */
    static final String REFERENCE =
            "\\$\\{([Ff][Ii][Ll][Ee]:[A-Za-z0-9_-][A-Za-z0-9._-]*|" + "[Ee][Nn][Vv]:[A-Za-z_][A-Za-z0-9_]*)\\}";
    /** The whole text, as a pattern: what begins with one dollar sign and a brace is a reference. */
    static final String PATTERN = pattern("");
    /** The same for a text without line breaks and other control characters but tabs. */
    static final String LINE = pattern("\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f");

    private Secrets() {}

    static SecretText parse(String text) throws BadValueException {
        for (int at = 0; at < text.length(); ) {
            if (text.startsWith("$${", at)) {
                at += 3;
            } else if (text.startsWith("${", at)) {
                at = skipReference(text, at);
            } else {
                at++;
            }
        }
        return new SecretText(text);
    }

    private static int skipReference(String text, int at) throws BadValueException {
        int character = text.codePointCount(0, at) + 1;
        int end = text.indexOf('}', at);
        if (end < 0) {
            throw new BadValueException("${ at character " + character + " is not closed", FORM);
        }
        String reference = text.substring(at, end + 1);
        try {
            SecretText ignored = new SecretText(reference);
        } catch (IllegalArgumentException e) {
            boolean shownSafely = reference.startsWith("${file:") || reference.startsWith("${env:");
            String what = shownSafely ? Source.shown(reference) : "${...}";
            throw new BadValueException(what + " at character " + character, FORM);
        }
        return end + 1;
    }

    private static String pattern(String refused) {
        String literal = "[^$" + refused + "]*";
        return literal + "((" + REFERENCE + "|\\$\\$+\\{|\\$+[^${" + refused + "])" + literal + ")*\\$*";
    }
}
