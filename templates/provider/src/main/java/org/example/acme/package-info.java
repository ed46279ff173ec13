/** The dialect of acme's speech-to-speech models. */
@NullMarked
package org.example.acme;

import org.jspecify.annotations.NullMarked;
