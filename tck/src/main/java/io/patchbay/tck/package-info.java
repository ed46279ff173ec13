/**
 * For tests of agents, sessions and plugs: a loop with a clock that the test moves, a transport and
 * a provider that follow a script, and the turns that scripts are made of. Depends on no test
 * framework; what is wrong is reported as {@link AssertionError}.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.tck;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
