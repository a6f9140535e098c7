package dev.sonde.contract.yaml;

import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.check.JsonMatch;
import dev.sonde.contract.check.JsonMatch.Comparison;
import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.check.SizeLimits;
import dev.sonde.contract.check.TextMatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may be expected of an answer's content, whatever the protocol: texts, JSON, CEL, size. */
final class ExpectKeys {
    static final Key<List<String>> CONTAINS = Key.optional(
            "contains", ListShape.orSingle(Scalars.anyText()), "texts that must all be in it, byte for byte");
    static final Key<List<String>> MATCHES = Key.optional(
            "matches", ListShape.orSingle(Expressions.re2()), "RE2 expressions that must each match somewhere in it");
    static final Key<List<String>> NOT_CONTAINS =
            Key.optional("not_contains", ListShape.orSingle(Scalars.anyText()), "texts of which none may be in it");
    static final Key<List<String>> NOT_MATCHES = Key.optional(
            "not_matches", ListShape.orSingle(Expressions.re2()), "RE2 expressions of which none may match in it");
    static final Block TEXT = Block.of("a condition", CONTAINS, MATCHES, NOT_CONTAINS, NOT_MATCHES)
            .atLeastOneOf(CONTAINS, MATCHES, NOT_CONTAINS, NOT_MATCHES);

    static final Key<JsonPath> PATH = Key.required(
            "path", Expressions.jsonPath(), "where the value is; a missing one fails all but `exists: false`");
    private static final Map<Comparison, Key<?>> COMPARISONS = comparisons();
    static final Key<List<MappingView>> JSON = Key.optional(
            "json",
            ListShape.of(Block.of("a comparison", withPath()).exactlyOneOf(choices())),
            "conditions on single values; a body that is no JSON fails");
    static final Key<String> CEL =
            Key.optional("cel", Expressions.cel(), "CEL expression over the whole answer that must be true");
    static final Block BODY_BLOCK = Block.of("body", CONTAINS, MATCHES, NOT_CONTAINS, NOT_MATCHES, JSON, CEL)
            .atLeastOneOf(CONTAINS, MATCHES, NOT_CONTAINS, NOT_MATCHES, JSON, CEL);
    static final Key<MappingView> BODY = Key.optional("body", BODY_BLOCK, "conditions on the body of the answer");

    static final Key<Long> MIN_SIZE =
            Key.optional("min", Scalars.size(0, 1L << 30), "least bytes of the body, unpacked");
    static final Key<Long> MAX_SIZE =
            Key.optional("max", Scalars.size(0, 1L << 30), "most bytes of the body, unpacked");
    static final Key<MappingView> SIZE = Key.optional(
            "size",
            Block.of("size", MIN_SIZE, MAX_SIZE).atLeastOneOf(MIN_SIZE, MAX_SIZE),
            "how large the body must be");

    private ExpectKeys() {}

    /** The conditions of a sound block on a text. */
    static List<TextMatch> texts(MappingView view) {
        List<TextMatch> matches = new ArrayList<>();
        each(view.find(CONTAINS)).forEach(text -> matches.add(new TextMatch.Contains(text)));
        each(view.find(MATCHES)).forEach(expression -> matches.add(new TextMatch.Matches(expression)));
        each(view.find(NOT_CONTAINS)).forEach(text -> matches.add(new TextMatch.NotContains(text)));
        each(view.find(NOT_MATCHES)).forEach(expression -> matches.add(new TextMatch.NotMatches(expression)));
        return matches;
    }

    /** The record of a sound block; none if there is no block. */
    static BodyExpectation body(@Nullable MappingView view) {
        if (view == null) {
            return BodyExpectation.NONE;
        }
        List<JsonMatch> json = new ArrayList<>();
        for (MappingView match : each(view.find(JSON))) {
            json.add(json(match));
        }
        return new BodyExpectation(texts(view), json, view.find(CEL));
    }

    /** The record of a sound block; null if there is none. */
    static @Nullable SizeLimits size(@Nullable MappingView view, Problems problems) {
        if (view == null) {
            return null;
        }
        Long least = view.find(MIN_SIZE);
        Long most = view.find(MAX_SIZE);
        long min = least == null ? 0 : least;
        if (most != null && most < min) {
            problems.error(
                    view.place(MAX_SIZE),
                    "max: " + Scalars.formatSize(most),
                    "at least " + Scalars.formatSize(min) + ", the min");
            return null;
        }
        return new SizeLimits(min, most);
    }

    private static JsonMatch json(MappingView view) {
        for (Map.Entry<Comparison, Key<?>> each : COMPARISONS.entrySet()) {
            if (view.isWritten(each.getValue())) {
                return new JsonMatch(
                        view.get(PATH), each.getKey(), view.get(each.getValue()).toString());
            }
        }
        throw new IllegalStateException("a comparison without a comparison is not sound");
    }

    private static Map<Comparison, Key<?>> comparisons() {
        Map<Comparison, Key<?>> keys = new EnumMap<>(Comparison.class);
        for (Comparison comparison : Comparison.values()) {
            keys.put(
                    comparison,
                    switch (comparison) {
                        case EQUALS ->
                            comparison(comparison, Scalars.textOrEmpty(), "the value's text, or the same number");
                        case NOT_EQUALS -> comparison(comparison, Scalars.textOrEmpty(), "what the value must not be");
                        case MATCHES ->
                            comparison(comparison, Expressions.re2(), "RE2 expression that must match in its text");
                        case LESS_THAN -> comparison(comparison, number(), "a number above the value");
                        case GREATER_THAN -> comparison(comparison, number(), "a number below the value");
                        case EXISTS ->
                            comparison(comparison, Scalars.bool(), "whether there is a value, `null` included");
                    });
        }
        return Collections.unmodifiableMap(keys);
    }

    private static Key<?> comparison(Comparison comparison, Scalar<?> shape, String text) {
        return Key.optional(comparison.label(), shape, text);
    }

    private static Key<?>[] choices() {
        return COMPARISONS.values().toArray(new Key<?>[0]);
    }

    private static Key<?>[] withPath() {
        List<Key<?>> keys = new ArrayList<>(List.of(PATH));
        keys.addAll(COMPARISONS.values());
        return keys.toArray(new Key<?>[0]);
    }

    private static Scalar<String> number() {
        Form form = Form.matching("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?");
        return Scalar.of("number", "a number such as 0.5", form, text -> {
            if (!JsonMatch.isDecimal(text)) {
                throw new BadValueException();
            }
            return text;
        });
    }

    private static <T> List<T> each(@Nullable List<T> written) {
        return written == null ? List.of() : written;
    }
}
