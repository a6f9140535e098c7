package dev.sonde.agent.blackbox.prober;

import com.google.re2j.Matcher;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts what an expression caught into a text: {@code $1}, {@code ${1}}, {@code ${name}}; {@code $$} is a dollar. Pure. */
final class GoTemplate {
    private static final Pattern NAME = Pattern.compile("\\w+");

    private GoTemplate() {}

    /**
     * The template with every group in place; a group that is not there, or caught nothing, is empty.
     *
     * @param matcher that has found something in {@code line}
     */
    static byte[] expand(byte[] template, Matcher matcher, byte[] line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < template.length) {
            if (template[at] != '$') {
                out.write(template[at++]);
                continue;
            }
            if (at + 1 < template.length && template[at + 1] == '$') {
                out.write('$');
                at += 2;
                continue;
            }
            String name = name(template, at);
            if (name == null) {
                out.write(template[at++]);
                continue;
            }
            boolean braced = template[at + 1] == '{';
            at += 1 + name.length() + (braced ? 2 : 0);
            writeGroup(out, name, matcher, line);
        }
        return out.toByteArray();
    }

    /** The group named after a dollar; null if none is. */
    private static @Nullable String name(byte[] template, int dollar) {
        String rest = new String(template, dollar + 1, template.length - dollar - 1, StandardCharsets.ISO_8859_1);
        boolean braced = rest.startsWith("{");
        java.util.regex.Matcher name = NAME.matcher(rest);
        name.region(braced ? 1 : 0, rest.length());
        if (!name.lookingAt() || (braced && !rest.startsWith("}", name.end()))) {
            return null;
        }
        return name.group();
    }

    private static void writeGroup(ByteArrayOutputStream out, String name, Matcher matcher, byte[] line) {
        int start;
        int end;
        try {
            boolean number = name.chars().allMatch(Character::isDigit) && name.length() < 6;
            start = number ? matcher.start(Integer.parseInt(name)) : matcher.start(name);
            end = number ? matcher.end(Integer.parseInt(name)) : matcher.end(name);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return; // no such group
        }
        if (start >= 0 && end <= line.length) {
            out.write(line, start, end - start);
        }
    }
}
