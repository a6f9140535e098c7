/**
 * Texts that may hold references to secrets, and the resolver that the using process applies to them. Printing shows the
 * reference, never the value. A leaf: it knows no other package.
 */
@NullMarked
package dev.sonde.contract.secret;

import org.jspecify.annotations.NullMarked;
