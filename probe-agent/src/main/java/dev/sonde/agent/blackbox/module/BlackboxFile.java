package dev.sonde.agent.blackbox.module;

import dev.sonde.contract.yaml.Block;
import dev.sonde.contract.yaml.ForeignFile;
import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.contract.yaml.Key;
import dev.sonde.contract.yaml.MapShape;
import dev.sonde.contract.yaml.MappingView;
import dev.sonde.contract.yaml.Problem;
import dev.sonde.contract.yaml.Problems;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@code blackbox.yml} says. Immutable.
 *
 * @param modules in the order written
 * @param warnings in order of place
 * @param yaml the whole of it, defaults filled in, without secrets
 */
public record BlackboxFile(Map<String, ProbeModule> modules, List<Problem> warnings, String yaml) {
    private static final Key<Map<String, MappingView>> MODULES =
            Key.optional("modules", MapShape.of(GoValues.text(), ModuleKeys.MODULE), "modules by name");
    private static final Block FILE = Block.of("the file", MODULES);

    public BlackboxFile {
        modules = Collections.unmodifiableMap(new LinkedHashMap<>(modules));
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads the bytes of a file, or ends with all of its problems.
     *
     * @param name of the file, as messages call it
     */
    public static BlackboxFile read(String name, byte[] bytes) throws InvalidConfigException {
        Problems problems = new Problems();
        MappingView file = ForeignFile.read(name, bytes, FILE, problems);
        Map<String, MappingView> written = file == null ? null : file.find(MODULES);
        Map<String, ProbeModule> modules = new LinkedHashMap<>();
        if (written != null) {
            written.forEach((module, view) -> {
                if (view.isSound()) {
                    modules.put(module, ModuleKeys.read(view, problems));
                }
            });
        }
        problems.throwIfAny();
        return new BlackboxFile(modules, problems.warnings(), Dump.file(modules));
    }
}
