package dev.sonde.contract.yaml;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Composes the text of one file to nodes, noting what is not YAML. Nothing is constructed, no tag is obeyed. Aliases are
 * counted by what they unfold to, not here but in {@link NodeGuard}: a block that ten thousand checks share is fine.
 */
final class YamlText {
    /** Deepest nesting, twice what the deepest key needs. */
    static final int MAX_DEPTH = 20;

    private static final Pattern TAB = Pattern.compile("found character '\\\\t\\(TAB\\)'.*");
    private static final Pattern NOISE = Pattern.compile("\\.? \\(Do not use .*");

    private YamlText() {}

    /** The one document's root; null if there is none that can be read. */
    static @Nullable Node compose(String text, Source source) {
        return compose(text, source, false);
    }

    /** The same for a file that was written for another program: merge keys and the ordinary tags are let pass. */
    static @Nullable Node composeForeign(String text, Source source) {
        return compose(text, source, true);
    }

    private static @Nullable Node compose(String text, Source source, boolean foreign) {
        ParserImpl parser = null;
        try {
            LoaderOptions options = options();
            parser = new ParserImpl(new StreamReader(text), options);
            Composer composer = new Composer(parser, new PlainResolver(), options);
            if (!composer.checkNode()) {
                source.problems().error(new Place(source.file(), 1, 1), "nothing in it", "at least one section");
                return null;
            }
            Node root = composer.getNode();
            if (composer.checkNode()) {
                Mark second = parser.peekEvent().getStartMark();
                source.problems().error(source.place(second), "a second document", "one document in a file");
            }
            boolean readable = foreign ? NodeGuard.checkForeign(root, source) : NodeGuard.check(root, source);
            return readable ? root : null;
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            Place place = mark == null ? new Place(source.file(), 1, 1) : source.place(mark);
            source.problems().error(place, "not YAML: " + said(e), hint(e));
        } catch (YAMLException e) {
            source.problems().error(stopped(parser, source), unmarked(e), "");
        }
        return null;
    }

    /** Notes the first character that YAML does not allow; true if there is none. */
    static boolean isPrintable(String text, Source source) {
        int line = 1;
        int column = 1;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int c = text.codePointAt(at);
            if (!StreamReader.isPrintable(c)) {
                String code = String.format("U+%04X", c);
                source.problems()
                        .error(new Place(source.file(), line, column), "character " + code, "printable characters");
                return false;
            }
            boolean ends = endsLine(text, at);
            line += ends ? 1 : 0;
            column = ends ? 1 : column + 1;
        }
        return true;
    }

    private static boolean endsLine(String text, int at) {
        return switch (text.charAt(at)) {
            case '\n', '\u0085', '\u2028', '\u2029' -> true;
            case '\r' -> !text.startsWith("\n", at + 1);
            default -> false;
        };
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(Integer.MAX_VALUE); // files are bounded before they are decoded
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        options.setTagInspector(tag -> true); // the guard refuses every tag, with the file's other problems
        return options;
    }

    private static String said(MarkedYAMLException e) {
        String problem = e.getProblem() == null ? "cannot be parsed" : e.getProblem();
        if (TAB.matcher(problem).matches()) {
            return "a tab";
        }
        String said = NOISE.matcher(problem).replaceFirst("").replaceAll("\\R(\\([0-9]+\\))?", "a line break");
        String context = e.getContext();
        if (context == null || context.equals("while scanning for the next token")) {
            return said;
        }
        Mark began = e.getContextMark();
        return said + " " + context + (began == null ? "" : " that begins on line " + (began.getLine() + 1));
    }

    private static String hint(MarkedYAMLException e) {
        String problem = e.getProblem() == null ? "" : e.getProblem();
        if (TAB.matcher(problem).matches()) {
            return "spaces";
        }
        if (problem.startsWith("mapping values are not allowed here")) {
            return "quotes round a text with ': ', or other indentation";
        }
        return problem.startsWith("found character") ? "quotes round a text that starts so" : "";
    }

    private static String unmarked(YAMLException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("Nesting Depth")
                ? "nested more than " + MAX_DEPTH + " deep"
                : "not YAML: " + Source.shown(message);
    }

    /** The composer's own limits say nothing about where: the next event does. */
    private static Place stopped(@Nullable ParserImpl parser, Source source) {
        try {
            if (parser != null) {
                return source.place(parser.peekEvent().getStartMark());
            }
        } catch (YAMLException ignored) {
            // what follows is no YAML either
        }
        return new Place(source.file(), 1, 1);
    }

    /** Knows only what the strict reader asks about: nothing at all, and merge keys. */
    private static final class PlainResolver extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
            addImplicitResolver(Tag.MERGE, MERGE, "<");
        }
    }
}
