package dev.sonde.agent.expect;

/** The beginning of a text, fit for one line of a message. */
public final class Excerpt {
    private static final int MAX_CHARACTERS = 120;

    /** So much is looked at: white space is left out, and a secret must be whole to be recognised. */
    private static final int BEGINNING = 8 * 1024;

    private Excerpt() {}

    /** As much of a text as its excerpt can come from; what is cut off is so by an ellipsis, so that masks see it. */
    public static String beginning(CharSequence text) {
        return text.length() <= BEGINNING ? text.toString() : text.subSequence(0, BEGINNING) + "…";
    }

    /** At most 120 characters, line ends and control characters as spaces, cut off with an ellipsis. */
    public static String of(String text) {
        StringBuilder line = new StringBuilder();
        boolean gap = false;
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            if (Character.isISOControl(character) || Character.isWhitespace(character)) {
                gap = !line.isEmpty();
                continue;
            }
            if (line.length() + (gap ? 1 : 0) >= MAX_CHARACTERS) {
                return line.append('…').toString();
            }
            if (gap) {
                line.append(' ');
                gap = false;
            }
            line.appendCodePoint(character);
        }
        return line.toString();
    }
}
