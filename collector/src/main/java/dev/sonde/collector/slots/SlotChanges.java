package dev.sonde.collector.slots;

import dev.sonde.contract.check.CheckName;
import java.util.Set;

/**
 * Checks of which something was heard between two rounds. To be read only.
 *
 * @param all in which a slot's class changed
 * @param eventful those of which more is new than further good slots: a bad or unknown one, a correction, a plan
 */
public record SlotChanges(Set<CheckName> all, Set<CheckName> eventful) {}
