package dev.sonde.contract.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The sections that one file holds, not looked into yet. */
record ConfigFile(Source source, List<Section> sections) {
    /** A section's key and what is below it. */
    record Section(SectionName name, Node key, Node value) {}

    /** Reads a file's bytes; null if it is not readable YAML, which has been noted. */
    static @Nullable ConfigFile parse(byte[] bytes, Source source) {
        String text = decode(bytes, source);
        if (text == null || !YamlText.isPrintable(text, source)) {
            return null;
        }
        Node root = YamlText.compose(text, source);
        if (root == null) {
            return null;
        }
        if (!(root instanceof MappingNode mapping)) {
            String kind = Source.isNothing(root) ? "nothing in it" : Source.kindOf(root);
            source.error(root, kind, "at least one section: " + labels());
            return null;
        }
        List<Section> sections = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key && !NodeGuard.isMerge(key)) {
                SectionName name = named(key.getValue());
                if (name == null) {
                    unknown(key, source);
                } else if (sections.stream().noneMatch(section -> section.name == name)) {
                    sections.add(new Section(name, key, tuple.getValueNode()));
                }
            }
        }
        return new ConfigFile(source, sections);
    }

    /** The bytes as text; null if they are none, which has been noted. */
    static @Nullable String decode(byte[] bytes, Source source) {
        int start = bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF
                ? 3
                : 0;
        ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start).slice();
        CharBuffer out = CharBuffer.allocate(in.remaining());
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = decoder.decode(in, out, true);
        out.flip();
        if (result.isError()) {
            String before = out.toString();
            int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
            String last = before.substring(before.lastIndexOf('\n') + 1);
            Place place = new Place(source.file(), line, last.codePointCount(0, last.length()) + 1);
            source.problems().error(place, String.format("byte 0x%02X", in.get(in.position())), "text in UTF-8");
            return null;
        }
        return out.toString();
    }

    private static @Nullable SectionName named(String label) {
        return Arrays.stream(SectionName.values())
                .filter(name -> name.label().equals(label))
                .findAny()
                .orElse(null);
    }

    private static void unknown(ScalarNode key, Source source) {
        String written = key.getValue();
        String nearest = NearestName.of(
                written,
                Arrays.stream(SectionName.values()).map(SectionName::label).toList());
        String hint = nearest == null ? "" : ", did you mean " + nearest + "?";
        source.error(key, "unknown section " + Source.shown(written) + hint, "one of " + labels());
    }

    private static String labels() {
        return String.join(
                ", ",
                Arrays.stream(SectionName.values()).map(SectionName::label).toList());
    }
}
