package dev.sonde.launcher.importer;

import java.util.List;

/**
 * A configuration that was carried over.
 *
 * @param yaml what {@code validate} accepts; empty if there is no check
 * @param checks how many it holds
 * @param lost one line for each thing that is not carried over: {@code file:line: what: why}
 * @param secrets one line for each secret that is named and not copied
 */
public record Imported(String yaml, int checks, List<String> lost, List<String> secrets) {
    public Imported {
        lost = List.copyOf(lost);
        secrets = List.copyOf(secrets);
    }
}
