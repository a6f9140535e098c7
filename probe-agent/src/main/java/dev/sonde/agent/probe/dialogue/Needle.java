package dev.sonde.agent.probe.dialogue;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sonde.agent.expect.Excerpt;
import dev.sonde.agent.expect.Re2;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a step looks for in the bytes that came. Immutable; any thread. */
sealed interface Needle {
    /**
     * Where it was found.
     *
     * @param end index of the first byte behind it
     * @param numbered its groups, the whole match first; null if it has none to capture
     * @param named its groups that have names
     */
    record Found(int end, @Nullable List<String> numbered, Map<String, String> named) {}

    /** Looks for it between two indices; null if it is not there. */
    @Nullable
    Found in(byte[] bytes, int from, int to);

    /** What is expected, to be put after "expected". */
    String expected();

    /** Most bytes that an event loop can look at, whatever they are; at most {@link Talk#MAX_BYTES}. */
    int mostBytes();

    /** An RE2 expression over the bytes read as UTF-8. */
    record Expression(Pattern pattern) implements Needle {
        /** Forty milliseconds at worst. Most expressions have less than sixty instructions, and may look at all there is. */
        private static final long MOST_STEPS = 4 * 500_000;

        /** IllegalArgumentException with a message for people if it is none. In it ^ and $ stand for a line's ends too. */
        static Expression of(String expression) {
            try {
                return new Expression(Pattern.compile(expression, Pattern.MULTILINE));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "expect: " + expression + " (expected: an RE2 expression; " + e.getDescription() + ")", e);
            }
        }

        @Override
        public @Nullable Found in(byte[] bytes, int from, int to) {
            String text = text(bytes, from, to);
            Matcher matcher = pattern.matcher(text);
            if (!matcher.find()) {
                return null;
            }
            List<String> numbered = new ArrayList<>();
            for (int group = 0; group <= matcher.groupCount(); group++) {
                String value = matcher.group(group);
                numbered.add(value == null ? "" : value);
            }
            Map<String, String> named = new HashMap<>();
            pattern.namedGroups().forEach((name, group) -> named.put(name, numbered.get(group)));
            return new Found(from + lengthInBytes(bytes, from, to, matcher.end()), List.copyOf(numbered), named);
        }

        /** Invalid bytes become replacement characters; a character whose last bytes have not come yet is left out. */
        private static String text(byte[] bytes, int from, int to) {
            CharBuffer text = CharBuffer.allocate(to - from);
            decoder().decode(ByteBuffer.wrap(bytes, from, to - from), text, false);
            return text.flip().toString();
        }

        private static int lengthInBytes(byte[] bytes, int from, int to, int characters) {
            ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
            decoder().decode(in, CharBuffer.allocate(characters), false);
            return in.position() - from;
        }

        private static CharsetDecoder decoder() {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
        }

        @Override
        public int mostBytes() {
            return (int) Math.min(Talk.MAX_BYTES, Re2.quickCharacters(pattern, MOST_STEPS));
        }

        @Override
        public String expected() {
            return "to match '" + Excerpt.of(pattern.pattern()) + "'";
        }
    }

    /** These very bytes. */
    final class Bytes implements Needle {
        private static final int MOST_SHOWN = 32;

        private final byte[] wanted;

        Bytes(byte[] wanted) {
            this.wanted = wanted;
        }

        @Override
        public @Nullable Found in(byte[] bytes, int from, int to) {
            for (int at = from; at <= to - wanted.length; at++) {
                int same = 0;
                while (same < wanted.length && bytes[at + same] == wanted[same]) {
                    same++;
                }
                if (same == wanted.length) {
                    return new Found(at + same, null, Map.of());
                }
            }
            return null;
        }

        @Override
        public int mostBytes() {
            return Talk.MAX_BYTES;
        }

        @Override
        public String expected() {
            return "to have the bytes " + hex(wanted, 0, wanted.length);
        }

        /** The first of them, two digits each. */
        static String hex(byte[] bytes, int from, int to) {
            int shown = Math.min(to - from, MOST_SHOWN);
            return HexFormat.ofDelimiter(" ").formatHex(bytes, from, from + shown) + (shown < to - from ? "…" : "");
        }
    }
}
