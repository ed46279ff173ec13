/** The features file, read, and tried in a real Karaf. */
@NullMarked
package io.patchbay.karaf;

import org.jspecify.annotations.NullMarked;
