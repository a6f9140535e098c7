package dev.sonde.agent.probe.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The secret values a run uses, kept only to take them out of what people are told: whole, with their white space run
 * together as an excerpt has it, as a URL, a form or JSON spells them, or with their end cut off by an excerpt. Takes time
 * in proportion to the text, whatever its peer wrote into it. Printing shows none. Immutable.
 */
public final class Masks {
    /** Masks nothing. */
    public static final Masks NONE = new Masks(List.of());

    /** Shorter values are too likely to occur by chance; masking them would tear messages apart. */
    private static final int LEAST_CHARACTERS = 3;

    private static final String MASK = "***";
    private static final char CUT = '…';
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    /** Besides letters and digits. */
    private static final String UNRESERVED = "-._~";

    private static final String KEPT_IN_URLS = "-._~!$&'()*+,;=:@/?%[]|";
    private static final String KEPT_IN_FORMS = "-._*+";

    /** The longest first: one may be the beginning of another. */
    private final List<Spelling> spellings;

    /** @param values those under three characters are left to chance */
    public Masks(List<String> values) {
        this(values, List.of());
    }

    private Masks(List<String> values, List<Spelling> known) {
        Set<String> texts = new TreeSet<>();
        values.forEach(value -> addSpellings(value, texts));
        List<Spelling> all = new ArrayList<>(known);
        known.forEach(spelling -> texts.remove(spelling.text));
        texts.forEach(text -> all.add(new Spelling(text)));
        all.sort(Comparator.comparingInt((Spelling spelling) -> spelling.text.length())
                .reversed());
        spellings = List.copyOf(all);
    }

    /** The same, and one more. */
    Masks with(String value) {
        return new Masks(List.of(value), spellings);
    }

    /** The text with every secret value replaced. */
    public String apply(String text) {
        String masked = text;
        for (Spelling spelling : spellings) {
            masked = spelling.withoutBeginning(masked.replace(spelling.text, MASK));
        }
        return masked;
    }

    private static void addSpellings(String value, Set<String> texts) {
        for (String text : List.of(
                value,
                value.replaceAll("[\\s\\p{Cntrl}]+", " ").strip(),
                percentEncoded(value, UNRESERVED),
                percentEncoded(value, KEPT_IN_URLS),
                percentEncoded(value.replace(' ', '+'), KEPT_IN_FORMS),
                inJson(value))) {
            if (text.length() >= LEAST_CHARACTERS) {
                texts.add(text);
            }
        }
    }

    private static String percentEncoded(String value, String kept) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kept.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX[c >> 4]).append(HEX[c & 0xF]);
            }
        }
        return encoded.toString();
    }

    private static String inJson(String value) {
        return value.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }

    @Override
    public String toString() {
        return spellings.size() + " masks";
    }

    /**
     * One way to write a value. Where it is cut off is found as Knuth, Morris and Pratt find texts: at each character it is
     * known how much of the value's beginning ends there, so no character is looked at twice.
     */
    private static final class Spelling {
        private final String text;

        /** For each length of beginning: the longest shorter one that it ends with. */
        private int[] shorter = {};

        Spelling(String text) {
            this.text = text;
        }

        /** The text without the first part of the value wherever it is cut off. */
        String withoutBeginning(String of) {
            if (of.indexOf(CUT) < 0) {
                return of;
            }
            StringBuilder masked = new StringBuilder(of.length());
            int ending = 0;
            for (int i = 0; i < of.length(); i++) {
                char letter = of.charAt(i);
                if (letter == CUT && ending >= LEAST_CHARACTERS) {
                    masked.setLength(masked.length() - ending);
                    masked.append(MASK);
                    ending = 0;
                } else {
                    ending = next(ending, letter);
                }
                masked.append(letter);
            }
            return masked.toString();
        }

        private int next(int ending, char letter) {
            int[] table = table();
            int length = ending == text.length() ? table[ending] : ending;
            while (length > 0 && text.charAt(length) != letter) {
                length = table[length];
            }
            return text.charAt(length) == letter ? length + 1 : 0;
        }

        /** Made when it is needed first; made twice by two threads it is the same. */
        private int[] table() {
            int[] present = shorter;
            if (present.length == 0) {
                present = new int[text.length() + 1];
                int length = 0;
                for (int i = 1; i < text.length(); i++) {
                    while (length > 0 && text.charAt(length) != text.charAt(i)) {
                        length = present[length];
                    }
                    length += text.charAt(length) == text.charAt(i) ? 1 : 0;
                    present[i + 1] = length;
                }
                shorter = present;
            }
            return present;
        }
    }
}
