/**
 * Which network addresses may be dialled. The agent asks it for targets, the collector for receivers, both after names
 * were resolved. Pure and a leaf: it resolves nothing and connects to nothing.
 */
@NullMarked
package dev.sonde.contract.fence;

import org.jspecify.annotations.NullMarked;
